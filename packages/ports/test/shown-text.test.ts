import { describe, expect, test } from "vitest";

import { errorFacts, errorText, LONGEST_SHOWN, shownJson, shownText } from "../src/index.js";

// oxlint-disable-next-line no-control-regex -- they are what must not be left
const raw = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe("text from a peer, as it is shown", () => {
  test("no character that moves a cursor, breaks a line or turns the text is left", () => {
    for (let code = 0; code < 0x3000; code += 64) {
      const text = Array.from({ length: 64 }, (_, n) => String.fromCharCode(code + n)).join("");
      expect(shownText(text)).not.toMatch(raw);
    }
    expect(shownText("\u001b]0;owned\u0007\r\nforged")).toBe(
      String.raw`\u001b]0;owned\u0007\r\nforged`,
    );
  });

  test("letters of any script, quotes and backslashes are left as they are", () => {
    const text = `Zürich "東京" C:\\new 🚢`;
    expect(shownText(text)).toBe(text);
  });

  test("half of a character is escaped, so that what is written is UTF-8", () => {
    expect(shownText("\ud83d")).toBe(String.raw`\ud83d`);
    expect(shownText("🚢🚢", 3)).toBe(String.raw`🚢\ud83d… (4 characters)`);
  });

  test("a text too long is cut, and told by its length", () => {
    const shown = shownText("\u001b".repeat(15_000_000));
    expect(shown.length).toBeLessThan(7 * LONGEST_SHOWN);
    expect(shown).toMatch(/… \(15000000 characters\)$/u);
  });

  test("what was shown once is shown the same again, as long as it fits", () => {
    const once = shownText("a\nb\u001bc");
    expect(shownText(once)).toBe(once);
  });
});

describe("an error as data", () => {
  const hostile = `\u001b[2J\nforged ${"e".repeat(1_000_000)}`;

  test("says nothing raw and nothing endless, whichever part the peer wrote", () => {
    const error = Object.assign(new Error(hostile), { name: hostile, code: hostile });
    for (const facts of [errorFacts(error), errorFacts(hostile)]) {
      for (const text of Object.values(facts)) {
        expect(text).not.toMatch(raw);
        expect(text.length).toBeLessThan(2 * LONGEST_SHOWN);
      }
    }
    expect(errorText(error)).not.toMatch(raw);
  });
});

test("JSON is shown with nothing raw in it, and means the same", () => {
  const value = { "a\u009b": ["\u001b[2J\nforged", "\u202e\u2028\ufeff\ud800", "plain"], b: 1 };
  for (const indent of [undefined, 2]) {
    const json = shownJson(value, indent);
    expect(json.replaceAll("\n", "")).not.toMatch(raw);
    expect(JSON.parse(json)).toEqual(value);
  }
  expect(shownJson(undefined)).toBe("null");
});
