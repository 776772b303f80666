import { expect, test } from "vitest";
import type { NodeEvent, NodeState, Sequel } from "../src/node-state.js";
import { isAlive, isMoving, outlookOf, transition } from "../src/transition.js";
import { readFileSync } from "node:fs";

const next: Sequel = { kind: "restart" };

const STATES: Record<NodeState["kind"], NodeState> = {
  absent: { kind: "absent" },
  resting: { kind: "resting", why: "missing" },
  waiting: { kind: "waiting", notBefore: 9, late: false },
  starting: { kind: "starting", late: false },
  started: { kind: "started" },
  condemned: { kind: "condemned", next, late: false },
  aborting: { kind: "aborting", next, late: false },
  stopping: { kind: "stopping", next, late: false },
};

const EVENTS: Record<string, NodeEvent> = {
  install: { kind: "install", now: 5 },
  changed: { kind: "changed", notBefore: 5 },
  go: { kind: "go", late: false },
  started: { kind: "started" },
  "ended, to restart": { kind: "ended", reaction: { kind: "restart", notBefore: 9, late: false } },
  "ended, to rest": { kind: "ended", reaction: { kind: "rest", why: "finished" } },
  "ended, to go": { kind: "ended", reaction: { kind: "remove" } },
  "condemn to restart": { kind: "condemn", next, now: 5 },
  "condemn to rest": { kind: "condemn", next: { kind: "rest", why: "held" }, now: 5 },
  "condemn to go": { kind: "condemn", next: { kind: "remove" }, now: 5 },
  free: { kind: "free" },
  release: { kind: "release", now: 5 },
  due: { kind: "due", late: false },
  patience: { kind: "patience" },
};

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object") Object.freeze(inner);
  return Object.freeze(value);
}

/** The rows of the table in SPEC.md whose first row names the states. */
function tableInSpec(): string[][] {
  const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
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
  const wishes: Sequel[] = [
    { kind: "restart" },
    { kind: "fail", error: "overran" },
    { kind: "rest", why: "held" },
    { kind: "replace" },
    { kind: "remove" },
    { kind: "rest", why: "engine" },
  ];
  const reach = [0, 1, 2, 3, 3, 4];
  for (const kind of ["condemned", "aborting", "stopping"] as const) {
    for (const [i, first] of wishes.entries()) {
      for (const [j, second] of wishes.entries()) {
        const { state } = transition(
          { kind, next: first, late: false },
          { kind: "condemn", next: second, now: 0 },
        );
        const expected = (reach[j] ?? 0) >= (reach[i] ?? 0) ? second : first;
        expect(state).toEqual({ kind, next: expected, late: false });
      }
    }
  }
});

test("what was asked to stay stopped does not wake for a change or a bounce, only when released", () => {
  for (const why of ["held", "engine"] as const) {
    const state: NodeState = { kind: "resting", why };
    for (const name of ["changed", "condemn to restart"]) {
      expect(transition(state, EVENTS[name] ?? { kind: "free" }).state).toBe(state);
    }
    expect(transition(state, { kind: "condemn", next: { kind: "replace" }, now: 5 }).state).toBe(
      state,
    );
  }
  expect(transition({ kind: "resting", why: "held" }, { kind: "release", now: 5 }).state.kind).toBe(
    "waiting",
  );
  expect(
    transition({ kind: "resting", why: "engine" }, { kind: "release", now: 5 }).state.kind,
  ).toBe("resting");
  const held: NodeState = { kind: "stopping", next: { kind: "rest", why: "held" }, late: true };
  expect(transition(held, { kind: "release", now: 5 }).state).toEqual({
    kind: "stopping",
    next,
    late: true,
  });
  const dying: NodeState = { kind: "stopping", next: { kind: "rest", why: "engine" }, late: true };
  expect(transition(dying, { kind: "release", now: 5 }).state).toBe(dying);
});

test("lateness is kept through an end, and forgotten by what follows it", () => {
  const late: NodeState = { kind: "starting", late: true };
  const aborted = transition(late, { kind: "changed", notBefore: 0 });
  expect(aborted).toEqual({ state: { kind: "aborting", next, late: true }, effect: "abort" });
  expect(transition(aborted.state, { kind: "started" }).state).toEqual({
    kind: "stopping",
    next,
    late: true,
  });
  expect(
    transition({ kind: "waiting", notBefore: 9, late: true }, { kind: "due", late: true }).state,
  ).toEqual({ kind: "waiting", notBefore: 0, late: true });
  expect(
    transition({ kind: "waiting", notBefore: 0, late: true }, { kind: "go", late: true }).state,
  ).toEqual(late);
});

test("how a manifold looks to its dependents follows from its state and its inputs alone", () => {
  const looks = (state: NodeState): string[] => [outlookOf(state, false), outlookOf(state, true)];
  expect(looks(STATES.absent)).toEqual(["down", "down"]);
  expect(looks(STATES.started)).toEqual(["up", "wavering"]);
  for (const why of ["missing", "finished", "degraded"] as const) {
    expect(looks({ kind: "resting", why })).toEqual(["down", "open"]);
  }
  for (const why of ["held", "engine"] as const) {
    expect(looks({ kind: "resting", why })).toEqual(["down", "down"]);
  }
  for (const kind of ["waiting", "starting", "condemned", "aborting", "stopping"] as const) {
    const state = STATES[kind];
    expect(looks(state)).toEqual(["open", "open"]);
    expect(outlookOf(transition(state, { kind: "patience" }).state, true)).toBe("down");
  }
});

test("an engine lives as long as a worker or start of it, and moves as long as something is to come", () => {
  const of = (test_: (state: NodeState) => boolean): string[] =>
    Object.values(STATES)
      .filter(test_)
      .map(({ kind }) => kind);
  expect(of(isAlive)).toEqual(["starting", "started", "condemned", "aborting", "stopping"]);
  expect(of(isMoving)).toEqual(["waiting", "starting", "condemned", "aborting", "stopping"]);
  expect(isMoving({ kind: "waiting", notBefore: 9, late: true })).toBe(false);
});
