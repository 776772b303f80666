import { expect, test } from "vitest";
import {
  ABSENT,
  allowed,
  CAME_UP,
  ended,
  ending,
  fail,
  FREE,
  PATIENCE,
  plain,
  rest,
  RESTART,
  restart,
  resting,
  STARTED,
  starting,
  timed,
  waiting,
  wish,
} from "../../src/lifecycle/node-events.js";

/* Code that reads these values stays compiled for as long as those of a type have one shape. */

test("all states have one shape, and what means nothing for one is empty in it", () => {
  const empty = { late: false, notBefore: 0, why: undefined, next: undefined };
  const states = [
    [ABSENT, { kind: "absent", ...empty }],
    [STARTED, { kind: "started", ...empty }],
    [resting("held"), { kind: "resting", ...empty, why: "held" }],
    [waiting(7), { kind: "waiting", ...empty, notBefore: 7 }],
    [waiting(7, true), { kind: "waiting", ...empty, notBefore: 7, late: true }],
    [starting(true), { kind: "starting", ...empty, late: true }],
    [ending("aborting", RESTART, true), { kind: "aborting", ...empty, late: true, next: RESTART }],
  ] as const;
  for (const [state, expected] of states) {
    const { traits, ...own } = state;
    expect(own).toStrictEqual(expected);
    expect(Object.keys(state)).toEqual([...Object.keys(expected), "traits"]);
    expect(Object.keys(traits)).toEqual(["alive", "moving", "look", "hopefulLook"]);
  }
});

test("all that can follow an end has one shape", () => {
  const empty = { why: undefined, error: undefined, notBefore: 0, late: false };
  const courses = [
    [RESTART, { kind: "restart", ...empty }],
    [plain("remove"), { kind: "remove", ...empty }],
    [fail("overran"), { kind: "fail", ...empty, error: "overran" }],
    [rest("held"), { kind: "rest", ...empty, why: "held" }],
    [restart(7, true), { kind: "restart", ...empty, notBefore: 7, late: true }],
  ] as const;
  for (const [course, expected] of courses) {
    expect(course).toStrictEqual(expected);
    expect(Object.keys(course)).toEqual(Object.keys(expected));
  }
});

test("all events have one shape", () => {
  const empty = { now: 0, late: false, next: undefined, reaction: undefined };
  const reaction = rest("finished");
  const events = [
    [CAME_UP, { kind: "started", ...empty }],
    [FREE, { kind: "free", ...empty }],
    [PATIENCE, { kind: "patience", ...empty }],
    [timed("install", 7), { kind: "install", ...empty, now: 7 }],
    [allowed("go", true), { kind: "go", ...empty, late: true }],
    [ended(reaction), { kind: "ended", ...empty, reaction }],
    [wish("changed", RESTART, 7), { kind: "changed", ...empty, now: 7, next: RESTART }],
  ] as const;
  for (const [event, expected] of events) {
    expect(event).toStrictEqual(expected);
    expect(Object.keys(event)).toEqual(Object.keys(expected));
  }
});
