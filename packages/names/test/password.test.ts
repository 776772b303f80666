import { expect, test } from "vitest";

import { generatePassword, MIN_PASSWORD_LENGTH } from "../src/index.js";

test("a password is as long as controllers want, of base64's characters, and never the same", () => {
  const made = Array.from({ length: 100 }, generatePassword);
  expect(made.filter((one) => !/^[A-Za-z0-9+/]{24}$/u.test(one))).toEqual([]);
  expect(made[0]).toHaveLength(MIN_PASSWORD_LENGTH);
  expect(new Set(made).size).toBe(made.length);
});
