import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersions, formatVersion, InvalidVersionError, parseVersion } from "../src/index.js";

describe("a version", () => {
  test.each([
    ["3.6.1", { major: 3, minor: 6, tag: "", patch: 1, build: 0 }],
    ["3.6.1.7", { major: 3, minor: 6, tag: "", patch: 1, build: 7 }],
    ["3.6-beta2", { major: 3, minor: 6, tag: "beta", patch: 2, build: 0 }],
    ["4.0-rc1.12", { major: 4, minor: 0, tag: "rc", patch: 1, build: 12 }],
  ])("%s is read as its numbers, and written the same", (text, version) => {
    expect(parseVersion(text)).toEqual(version);
    expect(formatVersion(parseVersion(text))).toBe(text);
  });

  test.each(["", "3", "3.6", "v3.6.1", "3.6.1-beta2", "3.6-Beta2", "3.6.1.2.3", "3.6.1 ", "1.2.x"])(
    "%j is refused with a code",
    (text) => {
      expect(() => parseVersion(text)).toThrow(InvalidVersionError);
      expect(() => parseVersion(text)).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_VERSION" }),
      );
    },
  );

  test("comes after its own alphas, betas and candidates", () => {
    const texts = ["3.5.9", "3.6-alpha3", "3.6-beta2", "3.6-rc1", "3.6.0", "3.6.0.1", "3.6.1"];
    const shuffled = texts.toReversed();
    shuffled.sort((a, b) => compareVersions(parseVersion(a), parseVersion(b)));
    expect(shuffled).toEqual(texts);
  });

  test("written and read again is the same, whatever its numbers", () => {
    const number = fc.nat({ max: 999_999_999 });
    const version = fc.record({
      major: number,
      minor: number,
      tag: fc.constantFrom("", "alpha", "beta", "rc"),
      patch: number,
      build: number,
    });
    fc.assert(
      fc.property(version, (one) => {
        expect(parseVersion(formatVersion(one))).toEqual(one);
        expect(compareVersions(one, { ...one })).toBe(0);
      }),
    );
  });
});
