import { expect, test } from "vitest";
import {
  due,
  go,
  CAME_UP,
  ended,
  fellBack,
  PATIENCE,
  timed,
  UNUSED,
  UPDATED,
  wish,
} from "../../src/lifecycle/node-events.js";
import {
  ABSENT,
  BOUNCE,
  ending,
  outdated,
  REMOVE,
  REPLACE,
  rest,
  resting,
  retryFor,
  STARTED,
  starting,
  UPDATE,
  updating,
  waiting,
} from "../../src/lifecycle/state-values.js";

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
    [
      outdated(BOUNCE, 7, true),
      { kind: "outdated", ...empty, notBefore: 7, late: true, next: BOUNCE },
    ],
    [updating(true), { kind: "updating", ...empty, late: true }],
    [ending("aborting", BOUNCE, true), { kind: "aborting", ...empty, late: true, next: BOUNCE }],
  ] as const;
  for (const [state, expected] of states) {
    const { traits, ...own } = state;
    expect(own).toStrictEqual(expected);
    expect(Object.keys(state)).toEqual([...Object.keys(expected), "traits"]);
    expect(Object.keys(traits)).toEqual([
      "alive",
      "moving",
      "availability",
      "withInputsExpected",
      "offering",
    ]);
  }
});

test("all that can follow an end has one shape", () => {
  const empty = { why: undefined, error: undefined, lands: undefined };
  const actions = [
    [UPDATE, { kind: "update", ...empty }],
    [BOUNCE, { kind: "bounce", ...empty }],
    [REPLACE, { kind: "replace", ...empty }],
    [REMOVE, { kind: "remove", ...empty, lands: ABSENT }],
    [retryFor("overran"), { kind: "retry", ...empty, error: "overran" }],
    [rest("held"), { kind: "rest", ...empty, why: "held", lands: resting("held") }],
  ] as const;
  for (const [action, expected] of actions) {
    expect(action).toStrictEqual(expected);
    expect(Object.keys(action)).toEqual(Object.keys(expected));
  }
});

test("all events have one shape", () => {
  const empty = { at: 0, late: false, next: undefined };
  const next = rest("finished");
  const events = [
    [CAME_UP, { kind: "started", ...empty }],
    [UNUSED, { kind: "unused", ...empty }],
    [PATIENCE, { kind: "patience", ...empty }],
    [timed("install", 7), { kind: "install", ...empty, at: 7 }],
    [go(true), { kind: "go", ...empty, late: true }],
    [due(true), { kind: "due", ...empty, late: true }],
    [ended(next, 7, true), { kind: "ended", at: 7, late: true, next }],
    [fellBack(next, 7, true), { kind: "fell back", at: 7, late: true, next }],
    [UPDATED, { kind: "updated", ...empty }],
    [wish("changed", BOUNCE, 7), { kind: "changed", ...empty, at: 7, next: BOUNCE }],
  ] as const;
  for (const [event, expected] of events) {
    expect(event).toStrictEqual(expected);
    expect(Object.keys(event)).toEqual(Object.keys(expected));
  }
});
