import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nearestName } from "../../src/contract/nearest-name.js";

test.each([
  ["api-calller", "api-caller"],
  ["ap-icaller", "api-caller"],
  ["aip-caller", "api-caller"],
  ["api-cller", "api-caller"],
  ["api_caller", "api-caller"],
  ["clcok", "clock"],
  ["b", "a"],
  ["something quite different", undefined],
  ["clock", undefined],
])("the name nearest to %s is %s", (wanted, nearest) => {
  expect(nearestName(wanted, ["api-caller", "clock", "a"])).toBe(nearest);
});

test.each([
  ["a third of the letters may differ", "abcxyf", ["abcdef"], "abcdef"],
  ["and no more than a third", "abxyzf", ["abcdef"], undefined],
  ["neighbours that changed places count once", "badc", ["abdc"], "abdc"],
  ["each time", "badc", ["abcd"], undefined],
  ["of two names as near as each other the first is said", "cat", ["bat", "hat"], "bat"],
  ["the nearest is said, wherever it stands", "mailer", ["mylar", "mailed", "railer"], "mailed"],
])("%s", (_claim, wanted, names, nearest) => {
  expect(nearestName(wanted, names)).toBe(nearest);
});

/** The distance as it is defined: the least of what each last step leaves to be done. */
function distance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [lastA = "", beforeA = ""] = [a.at(-1), a.at(-2)];
  const [lastB = "", beforeB = ""] = [b.at(-1), b.at(-2)];
  const swapped = a.length > 1 && b.length > 1 && lastA === beforeB && beforeA === lastB;
  return Math.min(
    distance(a.slice(0, -1), b) + 1,
    distance(a, b.slice(0, -1)) + 1,
    distance(a.slice(0, -1), b.slice(0, -1)) + (lastA === lastB ? 0 : 1),
    swapped ? distance(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity,
  );
}

test("the nearest name is the first with the least distance that is small enough", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (wanted, names) => {
      const allowed = Math.max(1, Math.floor(wanted.length / 3));
      const near = names
        .filter((name) => name !== wanted && distance(wanted, name) <= allowed)
        .toSorted((x, y) => distance(wanted, x) - distance(wanted, y));
      expect(nearestName(wanted, names)).toBe(near[0]);
    }),
    { numRuns: 300 },
  );
});

test("a name of thousands of letters, or one of twenty thousand, is found in bounded work", () => {
  const long = "x".repeat(5000);
  expect(nearestName(`y${long.slice(2)}`, [long])).toBe(long);
  expect(nearestName("ab".repeat(2500), [`${"ba".repeat(2500)}b`])).toBe(`${"ba".repeat(2500)}b`);
  expect(nearestName("x".repeat(40), [`${"y".repeat(11)}${"x".repeat(29)}`])).toBeUndefined();
  const many = Array.from({ length: 20_000 }, (_, index) => `service-with-a-long-name-${index}`);
  expect(nearestName("service-with-a-long-nmae-1999", many)).toBe("service-with-a-long-name-1999");
});
