import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  address,
  addressList,
  duration,
  durationText,
  wholeNumber,
  UsageError,
  uuid,
  uuidList,
} from "../src/index.js";

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.code;
    throw error;
  }
  return "accepted";
};

describe("address", () => {
  test.each([
    "10.0.0.1:17070",
    "controller.example:0",
    "[2001:db8::1]:17070",
    "[fe80::1%eth0]:65535",
    "localhost:1",
  ])("%s is one, and comes back as it was written", (text) => {
    expect(address(text)).toBe(text);
  });

  test.each([
    "",
    "host",
    "host:",
    ":17070",
    "host:65536",
    "host:-1",
    "2001:db8::1:17070",
    "[::1]",
    "a b:1",
    "u@h:1",
    "http://h:1",
    "h:1/x",
  ])("%j is none", (text) => {
    expect(codeOf(() => address(text))).toBe("ERR_INVALID_ADDRESS");
  });

  test("a list names each, with spaces allowed after the commas", () => {
    expect(addressList("a:1, [::1]:2")).toEqual(["a:1", "[::1]:2"]);
    expect(codeOf(() => addressList("a:1,,b:2"))).toBe("ERR_INVALID_ADDRESS");
  });
});

describe("uuid", () => {
  test("takes what a controller would, and nothing else", () => {
    fc.assert(
      fc.property(fc.uuid(), (text) => {
        expect(uuid(text)).toBe(text);
        expect(codeOf(() => uuid(`x${text}`))).toBe("ERR_INVALID_UUID");
        expect(codeOf(() => uuid(`${text}y`))).toBe("ERR_INVALID_UUID");
        expect(codeOf(() => uuidList(`${text},${text}`))).toBe("ERR_INVALID_UUID");
      }),
    );
  });
});

test("durationText writes a duration so that it is read as the same", () => {
  fc.assert(
    fc.property(fc.nat(1e12), (ms) => {
      expect(duration(durationText(ms))).toBe(ms);
    }),
  );
  expect([0, 250, 10_000, 90_000, 86_400_000].map(durationText)).toEqual([
    "0ms",
    "250ms",
    "10s",
    "1m30s",
    "1d",
  ]);
});

describe("duration", () => {
  test.each([
    ["250ms", 250],
    ["10s", 10_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["7d", 604_800_000],
    ["0s", 0],
  ])("%s is %d ms", (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  test.each(["", "10", "s", "10 s", "-1s", "1s!", "1e3s", "1y"])("%j is none", (text) => {
    expect(codeOf(() => duration(text))).toBe("ERR_INVALID_DURATION");
  });
});

describe("wholeNumber", () => {
  test("takes exactly the whole numbers between its bounds", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), (value) => {
        const verdict = value >= -5 && value <= 1000 ? "accepted" : "ERR_INVALID_NUMBER";
        expect(codeOf(() => wholeNumber(-5, 1000)(String(value)))).toBe(verdict);
      }),
    );
    for (const text of ["", "1.5", "0x10", "1e2", " 1", "NaN"]) {
      expect(codeOf(() => wholeNumber(0, 1000)(text))).toBe("ERR_INVALID_NUMBER");
    }
  });
});

test("no parser answers text it does not understand with anything but a UsageError", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      for (const parse of [address, addressList, uuid, uuidList, duration, wholeNumber(0, 9)]) {
        expect(codeOf(() => parse(text))).toMatch(/^accepted$|^ERR_INVALID_/);
      }
    }),
  );
});
