import { formatHostPort } from "@holdfast/names";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ControllerError } from "../../src/index.js";
import { hostPortOf } from "../../src/net/host-port.js";
import {
  chooseListenAddress,
  parseListenAddress,
  reachableHosts,
} from "../../src/net/listen-address.js";

const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.record({ host: fc.oneof(fc.ipV4(), fc.ipV6()), port });

function outcome(text: string): unknown {
  try {
    return parseListenAddress(text).port < 65_536 ? "read" : "too far";
  } catch (error) {
    return error instanceof ControllerError ? error.code : error;
  }
}

describe("an address to listen on", () => {
  test("reads as it is written", () => {
    fc.assert(
      fc.property(address, (one) => {
        expect(parseListenAddress(formatHostPort(one))).toEqual(one);
        expect(hostPortOf(formatHostPort(one))).toMatchObject({ value: one.host, port: one.port });
      }),
    );
  });

  test("is read or refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["read", "ERR_LISTEN_ADDRESS"]).toContain(outcome(text));
      }),
    );
  });

  test("is the last one, unless another is asked for by name", () => {
    const asked = (text: string): ReturnType<typeof parseListenAddress> => parseListenAddress(text);
    const last = "127.0.0.1:1234";
    expect(chooseListenAddress(undefined, undefined)).toEqual(asked("127.0.0.1:0"));
    expect(chooseListenAddress(undefined, last)).toEqual(asked(last));
    expect(chooseListenAddress(asked("127.0.0.1:0"), last)).toEqual(asked(last));
    expect(chooseListenAddress(asked("127.0.0.1:99"), last)).toEqual(asked("127.0.0.1:99"));
    expect(chooseListenAddress(asked("[::1]:0"), last)).toEqual(asked("[::1]:0"));
  });

  test("that means every interface can be reached by each of them, by loopback last", () => {
    expect(reachableHosts("127.0.0.1")).toEqual(["127.0.0.1"]);
    expect(reachableHosts("0.0.0.0").at(-1)).toBe("127.0.0.1");
  });
});
