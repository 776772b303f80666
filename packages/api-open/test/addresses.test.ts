import * as fc from "fast-check";
import { type LogFields, seededRandom, silentLogger } from "@holdfast/ports";
import { describe, expect, test } from "vitest";
import { bestError } from "../src/dial/best-error.js";
import { shuffled } from "../src/dial/shuffle.js";
import {
  type ApiInfo,
  CertificateError,
  ConnectError,
  DialTimeoutError,
  open,
  ResolveError,
} from "../src/index.js";
import { TestController } from "./support/test-controller.js";

const cause = new Error("why");

describe("info that cannot be used is refused before anything is dialled", () => {
  const base: ApiInfo = { addrs: ["10.0.0.1:17070"] };
  test.each<[string, ApiInfo, RegExp]>([
    ["no addresses", { addrs: [] }, /missing addresses not valid/u],
    ["a bare host", { addrs: ["10.0.0.1"] }, /host addresses: "10.0.0.1" not valid/u],
    ["IPv6 without brackets", { addrs: ["2001:db8::1:17070"] }, /host addresses: .* not valid/u],
    ["port 0", { addrs: ["h:0"] }, /host addresses: "h:0" not valid/u],
    ["a CA that is none", { ...base, caCert: "rubbish" }, /CA certificate not valid/u],
    ["a model that is none", { ...base, modelTag: "model-rubbish" }, /model tag "model-rubbish"/u],
    [
      "a controller by its tag",
      // @ts-expect-error -- of a caller without types
      { ...base, controllerUuid: "controller-deadbeef-0bad-400d-8000-4b1d0d06f00d" },
      /controller UUID "controller-deadbeef-.*" not valid/u,
    ],
    ["a tag that is none", { ...base, tag: "machine-x" }, /tag "machine-x" not valid/u],
    [
      "a tag, skipping login",
      { ...base, skipLogin: true, tag: "machine-0" },
      /specifying Tag and/u,
    ],
    [
      "a password, skipping login",
      { ...base, skipLogin: true, password: "s" },
      /specifying Password/u,
    ],
    [
      "macaroons, skipping login",
      { ...base, skipLogin: true, macaroons: [] },
      /specifying Macaroons/u,
    ],
  ])("%s", async (_what, info, message) => {
    const refused = open(info, {});
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/^validating info for opening an API connection: /u);
    await expect(refused).rejects.toMatchObject({ code: "ERR_INVALID_API_INFO" });
  });
});

test("one bad address among good ones is told, and the good ones are tried", async () => {
  await using controller = await TestController.start();
  const { addrs, ...info } = controller.info();
  const told: unknown[] = [];
  const warn = (_message: string, fields?: LogFields): void => void told.push(fields);
  const logger = { ...silentLogger, warn };
  await using connection = await open({ ...info, addrs: ["a:b:1", ...addrs] }, { logger });
  expect(connection.addr).toBe(addrs[0]);
  expect(told).toEqual([{ addresses: ["a:b:1"] }]);
});

describe("the order in which addresses are tried", () => {
  test("is one of chance, every item once, and never changes what the caller gave", () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
        const given = Object.freeze([...items]);
        const mixed = shuffled(given, seededRandom(seed));
        expect(mixed.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });

  test("puts each of them first about as often", () => {
    const random = seededRandom(7);
    const first = new Map<string, number>();
    for (let run = 0; run < 3_000; run += 1) {
      const [winner = ""] = shuffled(["a", "b", "c"], random);
      first.set(winner, (first.get(winner) ?? 0) + 1);
    }
    for (const count of first.values()) expect(count).toBeGreaterThan(850);
  });
});

describe("of several failures", () => {
  const refused = new ConnectError("10.0.0.1:1", { cause });
  const unknown = new ResolveError("name", { cause });
  const certificate = new CertificateError("10.0.0.2:1", "expired", { cause });
  const silent = new DialTimeoutError("10.0.0.3:1", 5);

  test("the latest that says more than that nothing listens is reported, with the others", () => {
    expect(bestError([certificate, refused, unknown])).toBe(certificate);
    expect(certificate.others).toEqual([refused, unknown]);
    expect(bestError([certificate, silent, refused])).toBe(silent);
    expect(bestError([unknown, refused])).toBe(unknown);
    expect(bestError([refused])).toBe(refused);
    expect(bestError([])).toBeUndefined();
  });
});
