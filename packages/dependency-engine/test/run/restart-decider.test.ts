import { expect, test } from "vitest";
import { BounceError, type EngineConfig, IntensityError } from "../../src/index.js";
import { resolveConfig } from "../../src/engine-config.js";
import { NO_FAILURES } from "../../src/lifecycle/failure-record.js";
import { BOUNCE, ending, retryFor, STARTED, starting } from "../../src/lifecycle/state-values.js";
import { type EndedNode, RestartDecider } from "../../src/run/restart-decider.js";
import { CONFIG, NEVER } from "../support.js";

const BROKEN = new Error("broken");

function decider(config: Partial<EngineConfig> = {}): RestartDecider {
  return new RestartDecider(
    resolveConfig({ ...CONFIG, errorDelay: 100, bounceDelay: 5, random: () => 0.5, ...config }),
  );
}

/** One whose worker ran from 50 on, unless `more` says otherwise. */
function endedNode(more: Partial<EndedNode> = {}): EndedNode {
  return {
    name: "a",
    manifold: NEVER,
    state: STARTED,
    since: 50,
    startedAt: 50,
    failures: NO_FAILURES,
    run: { uses: ["input"] },
    ...more,
  };
}

test("facts go in and a decision comes out: nothing is changed, and the same facts give the same", () => {
  const policy = { intensity: { failures: 3, within: 100, next: "end" } } as const;
  const counts = new Map([[policy, Object.freeze([55])]]);
  const failures = Object.freeze({ inARow: 1, counts, waitedMs: 40 });
  const manifold = { ...NEVER, terms: { ...NEVER.terms, restart: [policy] } };
  const node = Object.freeze(endedNode({ failures, manifold }));
  const judge = decider();
  const first = judge.decide(node, BROKEN, 60);
  expect(judge.decide(node, BROKEN, 60)).toEqual(first);
  expect(first).toMatchObject({
    error: BROKEN,
    outcome: { kind: "failed", error: BROKEN },
    next: { kind: "retry" },
    notBefore: 160,
    late: false,
    failures: { inARow: 1, counts: new Map([[policy, [55, 60]]]), waitedMs: 140 },
    fatal: undefined,
    escalates: false,
  });
});

test("what a start took in vain, and the delay after it, are waited for together", () => {
  const node = endedNode({
    state: starting(false),
    startedAt: undefined,
    failures: { ...NO_FAILURES, waitedMs: 200 },
  });
  const { failures, late } = decider({ patience: 349 }).decide(node, BROKEN, 100);
  expect([failures.waitedMs, late]).toEqual([350, true]);
  expect(decider({ patience: 350 }).decide(node, BROKEN, 100).late).toBe(false);
});

test("one that rests is waited for no longer", () => {
  const node = endedNode({ failures: { ...NO_FAILURES, waitedMs: 200 } });
  expect(decider().decide(node, undefined, 60)).toMatchObject({
    next: { kind: "rest", why: "finished" },
    notBefore: 60,
    late: false,
    failures: NO_FAILURES,
  });
});

test("that a start took too long counts in place of what came of it", () => {
  const overran = new Error("overran");
  const node = endedNode({ state: ending("aborting", retryFor(overran), false) });
  expect(decider().decide(node, undefined, 60)).toMatchObject({
    error: overran,
    next: { kind: "retry" },
    failures: { inARow: 1 },
  });
});

test("being told to stop is no failure, whatever the worker ended with", () => {
  const config = { restart: [{ intensity: { failures: 0, within: 100, next: "end" } as const }] };
  const stopping = endedNode({ state: ending("stopping", BOUNCE, false) });
  expect(decider(config).decide(stopping, BROKEN, 60)).toMatchObject({
    next: BOUNCE,
    notBefore: 65,
    fatal: undefined,
  });
});

test("one failure too many ends the engine where it escalates and used nothing", () => {
  const config = {
    restart: [{ intensity: { failures: 0, within: 100, next: "escalate" } as const }],
  };
  const bounce = new BounceError();
  expect(decider(config).decide(endedNode(), bounce, 60)).toMatchObject({
    escalates: true,
    fatal: undefined,
  });
  const { fatal } = decider(config).decide(endedNode({ run: { uses: [] } }), bounce, 60);
  expect(fatal?.error).toBeInstanceOf(IntensityError);
});

test("an error that cannot be judged is fatal, and so is what judged it", () => {
  const isFatal = (): never => {
    throw new Error("no idea");
  };
  const { fatal } = decider({ isFatal }).decide(endedNode(), BROKEN, 60);
  expect(fatal).toMatchObject({ error: BROKEN, internal: { code: "ERR_CALLBACK" } });
});

test("an error that tells when to start again is believed, as far as it tells a delay", () => {
  const notBefore = (retryAfter: (error: unknown) => number | undefined): number =>
    decider({ restart: [{ retryAfter }] }).decide(endedNode(), BROKEN, 60).notBefore;
  expect(notBefore((error) => (error === BROKEN ? 7 : undefined))).toBe(67);
  expect(notBefore(() => 0)).toBe(60);
  const backoff = 160;
  expect(notBefore(() => undefined)).toBe(backoff);
  expect(notBefore(() => NaN)).toBe(backoff);
  expect(notBefore(() => -1)).toBe(backoff);
  expect(notBefore(() => Infinity)).toBe(backoff);
  const broken = (): never => {
    throw new Error("cannot read it");
  };
  expect(notBefore(broken)).toBe(backoff);
});

test("what an error tells is for a retry alone: a bounce keeps its own delay", () => {
  const judge = decider({ restart: [{ retryAfter: () => 5000 }] });
  expect(judge.decide(endedNode(), new BounceError(), 60).notBefore).toBe(65);
});
