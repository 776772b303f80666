import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maxDepth, parseJson } from "../src/parse-json.js";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function outcome(read: () => unknown): string {
  try {
    return String(read());
  } catch (error) {
    return String(error);
  }
}

test("a document without traps reads as JSON.parse reads it", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      fc.pre(!text.includes("__proto__"));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("brackets and quotes within strings are not nesting", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("[", "{", '"', "\\", "a") }), { maxLength: 50 }),
      (strings) => {
        const text = JSON.stringify([strings, "[".repeat(3 * maxDepth), strings]);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      },
    ),
  );
});

test("a document is refused exactly when it is nested deeper than the limit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: maxDepth - 3, max: maxDepth + 3 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
      (depth, shape) => {
        let value: unknown = "]}[{";
        for (let i = 0; i < depth; i++) value = shape[i % shape.length] ? [value] : { '"': value };
        const text = JSON.stringify(value);
        expect(depthOf(value)).toBe(depth);
        const read = (): unknown => depthOf(parseJson(text));
        const refused = /nested over/;
        expect(refused.test(outcome(read))).toBe(depth > maxDepth);
      },
    ),
  );
});

test("no document sets a prototype, and none has a member named so", () => {
  const escape = (text: string, at: readonly boolean[]): string =>
    Array.from(text)
      .map((character, i) =>
        at[i] ? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}` : character,
      )
      .join("");
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (at) => {
      const value = parseJson(`[{"${escape("__proto__", at)}" : {"a":1}, "b":[{"__proto__":2}]}]`);
      expect(value).toEqual([{ b: [{}] }]);
      expect(JSON.stringify(value)).toBe('[{"b":[{}]}]');
    }),
  );
});
