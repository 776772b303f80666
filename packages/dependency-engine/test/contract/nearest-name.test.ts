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
  const table = Array.from({ length: a.length + 1 }, (_, row) => [row]);
  const at = (row: number, column: number): number => table[row]?.[column] ?? Infinity;
  for (let column = 1; column <= b.length; column += 1) table[0]?.push(column);
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const last = [
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      ];
      table[row]?.push(Math.min(...last));
    }
  }
  return at(a.length, b.length);
}

function nearestAsDefined(wanted: string, names: readonly string[]): string | undefined {
  const allowed = Math.min(10, Math.max(1, Math.floor(wanted.length / 3)));
  return names
    .filter((name) => name !== wanted && distance(wanted, name) <= allowed)
    .toSorted((x, y) => distance(wanted, x) - distance(wanted, y))[0];
}

const letters = fc.constantFrom("a", "b", "c");

test("the nearest name is the first with the least distance that is small enough", () => {
  const word = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 4 }), (wanted, names) => {
      expect(nearestName(wanted, names)).toBe(nearestAsDefined(wanted, names));
    }),
    { numRuns: 1000 },
  );
});

test("so it is with long names, wherever they differ", () => {
  const step = fc.record({
    at: fc.nat(80),
    what: fc.constantFrom("insert", "delete", "replace", "swap"),
    letter: letters,
  });
  const word = fc.string({ unit: letters, minLength: 20, maxLength: 80 });
  fc.assert(
    fc.property(
      word,
      fc.array(fc.array(step, { minLength: 1, maxLength: 14 }), { maxLength: 3 }),
      (wanted, slips) => {
        const names = slips.map((steps) => steps.reduce(changed, wanted));
        expect(nearestName(wanted, names)).toBe(nearestAsDefined(wanted, names));
      },
    ),
    { numRuns: 1000 },
  );
});

function changed(word: string, step: { at: number; what: string; letter: string }): string {
  const at = step.at % word.length;
  const [before, here, after] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)];
  switch (step.what) {
    case "insert":
      return `${before}${step.letter}${here}${after}`;
    case "delete":
      return `${before}${after}`;
    case "replace":
      return `${before}${step.letter}${after}`;
    default:
      return `${before}${after.slice(0, 1)}${here}${after.slice(1)}`;
  }
}

test("a name of thousands of letters, or one of twenty thousand, is found in bounded work", () => {
  const long = "x".repeat(5000);
  expect(nearestName(`y${long.slice(2)}`, [long])).toBe(long);
  expect(nearestName("ab".repeat(2500), [`${"ba".repeat(2500)}b`])).toBe(`${"ba".repeat(2500)}b`);
  expect(nearestName("x".repeat(40), [`${"y".repeat(11)}${"x".repeat(29)}`])).toBeUndefined();
  const many = Array.from({ length: 20_000 }, (_, index) => `service-with-a-long-name-${index}`);
  expect(nearestName("service-with-a-long-nmae-1999", many)).toBe("service-with-a-long-name-1999");
  expect(nearestName("zervice-with-x-l0ng-name-zzzzz", many)).toBe("service-with-a-long-name-0");
});

test("a hint has bounded work: of more letters than that the rest is not read", () => {
  const names = Array.from({ length: 2001 }, () => "x".repeat(1000));
  expect(nearestName(`y${"x".repeat(998)}y`, [...names, `y${"x".repeat(998)}z`])).toBe(names[0]);
});
