import { expect, test } from "vitest";
import type { LastRun } from "../../src/graph/last-run.js";
import { type Node, NodeRecord } from "../../src/graph/node.js";
import { ComparedOffer } from "../../src/graph/offer.js";
import { Run } from "../../src/graph/run.js";
import type { NextAction, NodeState } from "../../src/lifecycle/node-state.js";
import { BOUNCE, outdated, STARTED, starting, UPDATE } from "../../src/lifecycle/state-values.js";
import { besideLast, keptThrough, renewalOf } from "../../src/report/renewal.js";
import { NEVER } from "../support.js";

const NOW = 1000;

function node(name: string, more: Partial<Node> = {}): Node {
  return Object.assign(new NodeRecord(name, 0), more);
}

function runOf(owner: Node): Run<Node> {
  return new Run<Node>(owner, NEVER, [], () => undefined);
}

function lastOf(phase: LastRun<Node>["phase"]): LastRun<Node> {
  return { run: runOf(node("web")), startedAt: 0, phase, since: 0, whenDone: [] };
}

function renewal(next: NextAction, notBefore: number, more: Partial<Node> = {}) {
  const state = outdated(next, notBefore, false);
  if (state.kind !== "outdated") throw new Error("not outdated");
  return renewalOf(node("web", { state, ...more }), state, NOW);
}

test("one that is to be renewed says what it waits for: a delay, an input, its last worker, or nothing", () => {
  const up = node("cache", { availability: "up" });
  const coming = node("db", { availability: "expected" });
  expect(renewal(BOUNCE, NOW + 1500, { inputs: [coming] })).toEqual({
    what: "runs on, since its next worker failed, which is tried again in 1.5 s",
    next: undefined,
  });
  expect(renewal(BOUNCE, NOW, { inputs: [up, coming], last: lastOf("stopping") })).toEqual({
    what: 'runs on, and is to be replaced by its next worker once "db" is there',
    next: coming,
  });
  expect(renewal(UPDATE, 0, { inputs: [up, coming] })).toEqual({
    what: 'runs on, and is to take its new inputs once "db" is there',
    next: coming,
  });
  expect(renewal(BOUNCE, 0, { inputs: [up], last: lastOf("stopping") })).toEqual({
    what: "runs, and is to be replaced by its next worker once the worker before it has ended",
    next: undefined,
  });
  expect(renewal(UPDATE, 0, { inputs: [up] })).toEqual({
    what: "runs on, and is about to take its new inputs",
    next: undefined,
  });
});

test("a start says that the last worker runs on only while that serves", () => {
  const said = (state: NodeState, last?: LastRun<Node>): string =>
    besideLast(node("web", { state, last }));
  const runsOn = "; its last worker runs on meanwhile";
  expect(said(starting(false), lastOf("serving"))).toBe(runsOn);
  expect(said(starting(false), lastOf("leaving"))).toBe("");
  expect(said(STARTED, lastOf("serving"))).toBe("");
  expect(said(starting(false))).toBe("");
});

test("inputs that were started again with an equal output are those renewed since it runs", () => {
  const input = (name: string, keptAt: number | undefined): Node => {
    const its = node(name);
    const offer = new ComparedOffer<Node>(its, runOf(its), { output: 1 });
    offer.keptAt = keptAt;
    return Object.assign(its, { offered: offer });
  };
  const inputs = [
    input("before", 9),
    input("since", 10),
    input("later", 11),
    input("never", undefined),
  ];
  const offers = inputs.flatMap(({ offered }) => (offered === undefined ? [] : [offered]));
  const run = new Run<Node>(node("web"), NEVER, offers, () => undefined);
  expect(keptThrough(node("web", { inputs, run, startedAt: 10 }))).toEqual(["since", "later"]);
  expect(keptThrough(node("web", { inputs, run, startedAt: undefined }))).toEqual([]);
  expect(keptThrough(node("web", { inputs, startedAt: 10 }))).toEqual([]);
});
