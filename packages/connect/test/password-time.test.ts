import { expect, test } from "vitest";

import { passwordMadeAt } from "../src/agent.js";
import { passwordTime, passwordTimeKey } from "../src/password-time.js";
import { configOf } from "./config-of.js";

const made = Date.UTC(2026, 0, 2, 3, 4, 5);
const values = { [passwordTimeKey]: passwordTime("current", made) };

test("the note of a password's making is found again, and does not hold the password", () => {
  expect(passwordMadeAt(configOf({ current: "current", old: "", values }))).toBe(made);
  expect(JSON.stringify(values)).not.toContain('"current"');
});

test("a password that somebody else wrote has no date, nor has one without a note", () => {
  expect(passwordMadeAt(configOf({ current: "another", old: "", values }))).toBeUndefined();
  expect(passwordMadeAt(configOf({ current: "", old: "current", values }))).toBeUndefined();
  expect(passwordMadeAt(configOf({ current: "current", old: "", values: {} }))).toBeUndefined();
});

test("a note that is none says nothing", () => {
  const broken = { [passwordTimeKey]: "yesterday" };
  expect(passwordMadeAt(configOf({ current: "current", old: "", values: broken }))).toBeUndefined();
});
