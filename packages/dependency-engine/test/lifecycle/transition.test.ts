import { expect, test } from "vitest";
import type { NodeEvent, NodeState, NextAction } from "../../src/lifecycle/node-state.js";
import {
  due,
  go,
  CAME_UP,
  ended,
  fellBack,
  UNUSED,
  UPDATED,
  PATIENCE,
  timed,
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
import {
  isExpected,
  isUnwantedStart,
  isUp,
  mustEnd,
  transition,
} from "../../src/lifecycle/transition.js";
import { readFileSync } from "node:fs";

const next: NextAction = BOUNCE;

const STATES: Record<NodeState["kind"], NodeState> = {
  absent: ABSENT,
  resting: resting("missing"),
  waiting: waiting(9),
  starting: starting(false),
  started: STARTED,
  outdated: outdated(UPDATE, 0, false),
  updating: updating(false),
  draining: ending("draining", next, false),
  aborting: ending("aborting", next, false),
  stopping: ending("stopping", next, false),
};

const EVENTS: Record<string, NodeEvent> = {
  install: timed("install", 5),
  changed: wish("changed", next, 5),
  go: go(false),
  started: CAME_UP,
  "renew by update": wish("renew", UPDATE, 5),
  "renew by next": wish("renew", next, 5),
  updated: UPDATED,
  "fell back": fellBack(BOUNCE, 9, false),
  "ended, to restart": ended(BOUNCE, 9, false),
  "ended, to rest": ended(rest("finished"), 9, false),
  "ended, to go": ended(REMOVE, 9, false),
  "stop to restart": wish("stop", next, 5),
  "stop to rest": wish("stop", rest("held"), 5),
  "stop to go": wish("stop", REMOVE, 5),
  unused: UNUSED,
  release: timed("release", 5),
  due: due(false),
  patience: PATIENCE,
};

const DRAINING = ["draining", "aborting", "stopping"] as const;

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object") Object.freeze(inner);
  return Object.freeze(value);
}

/** The rows of the table in SPEC.md whose first row names the states. */
function tableInSpec(): string[][] {
  const spec = readFileSync(new URL("../../SPEC.md", import.meta.url), "utf8");
  const rows = spec
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((text) => text.trim()),
    )
    .filter((cells) => cells.length === Object.keys(STATES).length + 1);
  return rows.filter((cells) => !cells.every((text) => /^-+$/.test(text)));
}

function cell(state: NodeState, event: NodeEvent): string {
  const step = transition(freeze(state), freeze(event));
  if (step.effect === "none" && JSON.stringify(step.state) === JSON.stringify(state)) return "·";
  const late = "late" in step.state && step.state.late ? " (late)" : "";
  return `${step.state.kind}${late}${step.effect === "none" ? "" : `, ${step.effect}`}`;
}

test("the transition table is the one in SPEC.md", () => {
  const rows = Object.entries(EVENTS).map(([name, event]) => [
    name,
    ...Object.values(STATES).map((state) => cell(state, event)),
  ]);
  expect(tableInSpec()).toEqual([["", ...Object.keys(STATES)], ...rows]);
});

test("of two wishes for a worker that must end the one that goes further counts, and of equals the later", () => {
  const wishes: NextAction[] = [
    BOUNCE,
    retryFor("overran"),
    rest("held"),
    REPLACE,
    REMOVE,
    rest("engine"),
  ];
  const reach = [0, 1, 2, 3, 3, 4];
  for (const kind of ["draining", "aborting", "stopping"] as const) {
    for (const [i, first] of wishes.entries()) {
      for (const [j, second] of wishes.entries()) {
        const { state } = transition(ending(kind, first, false), wish("stop", second, 0));
        const expected = (reach[j] ?? 0) >= (reach[i] ?? 0) ? second : first;
        expect(state).toEqual(ending(kind, expected, false));
      }
    }
  }
});

test("what was asked to stay stopped does not wake for a change or a bounce, only when released", () => {
  for (const why of ["held", "engine"] as const) {
    const state = resting(why);
    for (const event of [wish("changed", BOUNCE, 5), wish("stop", BOUNCE, 5)]) {
      expect(transition(state, event).state).toBe(state);
    }
    for (const further of [REPLACE, retryFor("overran")]) {
      expect(transition(state, wish("stop", further, 5)).state).toBe(state);
    }
    expect(transition(state, wish("stop", REMOVE, 5)).state).toEqual(ABSENT);
    expect(transition(state, wish("stop", rest("engine"), 5)).state).toEqual(resting("engine"));
  }
  const release = timed("release", 5);
  expect(transition(resting("held"), release).state).toEqual(waiting(5));
  expect(transition(resting("engine"), release).state).toEqual(resting("engine"));
  const held = ending("stopping", rest("held"), true);
  expect(transition(held, release).state).toEqual(ending("stopping", BOUNCE, true));
  const dying = ending("stopping", rest("engine"), true);
  expect(transition(dying, release).state).toBe(dying);
});

test("lateness is kept through an end, and forgotten by what follows it", () => {
  const late = starting(true);
  const aborted = transition(late, wish("changed", BOUNCE, 0));
  expect(aborted).toEqual({ state: ending("aborting", BOUNCE, true), effect: "abort" });
  expect(transition(aborted.state, CAME_UP).state).toEqual(ending("stopping", BOUNCE, true));
  expect(transition(waiting(9, true), due(true)).state).toEqual(waiting(0, true));
  expect(transition(waiting(0, true), go(true)).state).toEqual(late);
});

test("how a manifold looks to its dependents follows from its state and its inputs alone", () => {
  const looks = ({ traits }: NodeState): string[] => [
    traits.availability,
    traits.withInputsExpected,
  ];
  expect(looks(STATES.absent)).toEqual(["down", "down"]);
  expect(looks(STATES.started)).toEqual(["up", "outdated"]);
  for (const why of ["missing", "finished", "degraded"] as const) {
    expect(looks(resting(why))).toEqual(["down", "expected"]);
  }
  for (const why of ["held", "engine"] as const) {
    expect(looks(resting(why))).toEqual(["down", "down"]);
  }
  for (const kind of ["waiting", "starting", "draining", "aborting", "stopping"] as const) {
    const state = STATES[kind];
    expect(looks(state)).toEqual(["expected", "expected"]);
    expect(looks(transition(state, PATIENCE).state)).toEqual(["down", "down"]);
  }
});

test("an engine lives as long as a worker or start of it, and moves as long as something is to come", () => {
  const of = (test_: (state: NodeState) => boolean): string[] =>
    Object.values(STATES)
      .filter(test_)
      .map(({ kind }) => kind);
  expect(of(({ traits }) => traits.alive === 1)).toEqual([
    "starting",
    "started",
    "outdated",
    "updating",
    "draining",
    "aborting",
    "stopping",
  ]);
  expect(of(({ traits }) => traits.moving === 1)).toEqual([
    "waiting",
    "starting",
    "outdated",
    "updating",
    "draining",
    "aborting",
    "stopping",
  ]);
  expect(waiting(9, true).traits.moving).toBe(0);
});

test("one that rests or waits is started for whatever starts it again, from when that is wanted", () => {
  for (const state of [resting("finished"), waiting(9, true)]) {
    for (const wished of [BOUNCE, retryFor("overran"), REPLACE]) {
      expect(transition(state, wish("stop", wished, 5))).toEqual({
        state: waiting(5),
        effect: "none",
      });
    }
  }
});

test("a worker that must end has dependents to end first, was told, or is a start that was", () => {
  const must = Object.values(STATES).filter((state) => mustEnd(state));
  expect(must).toEqual([STATES.draining, STATES.aborting, STATES.stopping]);
});

test("a start's end is an echo when it was told to end, unless for taking too long", () => {
  expect(Object.values(STATES).filter((state) => isUnwantedStart(state))).toEqual([
    STATES.aborting,
  ]);
  expect(isUnwantedStart(ending("aborting", retryFor("overran"), false))).toBe(false);
});

test("one that is to be restarted is up all the same, and waited for like one that comes", () => {
  const all = ["up", "outdated", "expected", "down"] as const;
  expect(all.filter(isUp)).toEqual(["up", "outdated"]);
  expect(all.filter(isExpected)).toEqual(["outdated", "expected"]);
});

test("one that is to be renewed goes on as that is to be: by an update, or by a next worker", () => {
  expect(transition(outdated(UPDATE, 0, false), go(true))).toEqual({
    state: updating(true),
    effect: "update",
  });
  for (const by of [BOUNCE, REPLACE]) {
    for (const late of [false, true]) {
      expect(transition(outdated(by, 0, false), go(late))).toEqual({
        state: starting(late),
        effect: "start",
      });
    }
  }
});

test("of two renewals the one that goes further counts, from when the later is wanted", () => {
  const renew = (state: NodeState, by: NextAction): NodeState =>
    transition(state, wish("renew", by, 7)).state;
  expect(renew(STARTED, UPDATE)).toEqual(outdated(UPDATE, 7, false));
  expect(renew(outdated(UPDATE, 5, true), BOUNCE)).toEqual(outdated(BOUNCE, 7, true));
  expect(renew(outdated(REPLACE, 5, false), UPDATE)).toEqual(outdated(REPLACE, 7, false));
  expect(renew(updating(true), BOUNCE)).toEqual(outdated(BOUNCE, 7, true));
});

test("one that is to be renewed, and has to end for something else, does what goes further then", () => {
  const stop = (state: NodeState, next_: NextAction): NodeState =>
    transition(state, wish("changed", next_, 7)).state;
  expect(stop(outdated(REPLACE, 0, true), BOUNCE)).toEqual(ending("draining", REPLACE, false));
  expect(stop(outdated(UPDATE, 0, false), BOUNCE)).toEqual(ending("draining", BOUNCE, false));
});

test("a next worker that does not come up leaves the last one, which is tried again beside", () => {
  for (const state of [starting(true), ending("aborting", BOUNCE, true)]) {
    expect(transition(state, fellBack(retryFor("overran"), 9, true)).state).toEqual(
      outdated(BOUNCE, 9, true),
    );
  }
  expect(transition(starting(false), fellBack(rest("missing"), 9, false)).state).toEqual(
    ending("draining", rest("missing"), false),
  );
});

test("one that is to be renewed waits for a time, and for no longer than its dependents do", () => {
  expect(transition(outdated(BOUNCE, 9, true), due(false)).state).toEqual(
    outdated(BOUNCE, 0, false),
  );
  expect(outdated(BOUNCE, 9, true).traits.moving).toBe(0);
  expect(updating(true).traits).toMatchObject({ moving: 1, availability: "up" });
});

test("what dependents hold is the present output, or what they held while it is started again", () => {
  const offering = (states: readonly NodeState[]): string[] =>
    states.map(({ traits }) => traits.offering);
  expect(offering([STARTED, outdated(UPDATE, 0, false), updating(false)])).toEqual(
    Array(3).fill("present"),
  );
  const coming = [
    waiting(0),
    starting(false),
    ...DRAINING.map((kind) => ending(kind, BOUNCE, false)),
  ];
  expect(offering(coming)).toEqual(Array(coming.length).fill("held"));
  const gone = [
    ABSENT,
    resting("missing"),
    waiting(0, true),
    starting(true),
    ...DRAINING.map((kind) => ending(kind, BOUNCE, true)),
    ...DRAINING.map((kind) => ending(kind, REMOVE, false)),
    ...DRAINING.map((kind) => ending(kind, rest("held"), false)),
  ];
  expect(offering(gone)).toEqual(Array(gone.length).fill("none"));
});
