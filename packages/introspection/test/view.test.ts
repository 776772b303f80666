import {
  BounceError,
  Engine,
  type Health,
  MANIFOLD_PHASES,
  type Manifold,
  resourceName,
  runWorker,
} from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { statusOf } from "../page/status.js";
import { EngineWatch } from "../src/engine-watch.js";
import type { NodePhase } from "../src/view/node-view.js";

const names = ["a", "b", "c", "d", "e"] as const;
type Name = (typeof names)[number];

/** What the engine's report calls each phase. */
const stateOf: Readonly<Record<NodePhase, string>> = {
  waiting: "stopped",
  starting: "starting",
  started: "started",
  outdated: "started",
  updating: "started",
  draining: "stopping",
  aborting: "stopping",
  stopping: "stopping",
  resting: "stopped",
};

/** What can be done to an engine in one step of a history. */
const step = fc.oneof(
  fc.record({ do: fc.constant("install" as const), name: fc.constantFrom(...names) }),
  fc.record({ do: fc.constant("remove" as const), name: fc.constantFrom(...names) }),
  fc.record({ do: fc.constant("bounce" as const), name: fc.constantFrom(...names) }),
  fc.record({
    do: fc.constant("end" as const),
    name: fc.constantFrom(...names),
    how: fc.constantFrom("fail", "bounce", "finish"),
  }),
  fc.record({
    do: fc.constant("say" as const),
    name: fc.constantFrom(...names),
    how: fc.constantFrom("degraded", "still degraded", undefined),
  }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 2500 }) }),
);

/** Each needs those before it that its number names. */
function inputsOf(name: Name): Name[] {
  const index = names.indexOf(name);
  return names.slice(0, index).filter((_, other) => (index + other) % 2 === 1);
}

/** Some change without a restart of what depends on them, or of themselves. */
const changes: Partial<Record<Name, Partial<Manifold<string>>>> = {
  a: { overlap: true },
  b: { overlap: true, update: () => undefined },
  d: { same: (before, after) => before === after },
};

class Played {
  readonly clock = new VirtualClock(1000);
  readonly watch = new EngineWatch({ clock: this.clock });
  readonly engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 1000,
    bounceDelay: 1,
    random: () => 0.5,
    clock: this.clock,
  });
  readonly #ends = new Map<string, (how: string) => void>();
  readonly #healths = new Map<string, Health>();

  constructor() {
    this.watch.add("agent", this.engine);
  }

  do(one: Exclude<typeof step extends fc.Arbitrary<infer S> ? S : never, { do: "pass" }>): void {
    const installed = one.name in this.engine.report().manifolds;
    if (one.do === "install" && !installed) this.#install(one.name);
    if (one.do === "remove" && installed) void this.engine.remove(one.name);
    if (one.do === "bounce" && installed) this.engine.bounce(one.name);
    if (one.do === "say") this.#say(one.name, one.how);
    if (one.do === "end") this.#ends.get(one.name)?.(one.how);
  }

  #say(name: Name, how: string | undefined): void {
    const health = this.#healths.get(name);
    if (how === undefined) health?.recovered();
    else health?.degraded(how);
  }

  #install(name: Name): void {
    const inputs = inputsOf(name).map((input) => resourceName<string>(input));
    this.engine.install(resourceName<string>(name), {
      inputs,
      start: (context) => {
        for (const input of inputs) context.get(input);
        this.#healths.set(name, context.health);
        return runWorker(async (signal) => {
          const { promise, resolve, reject } = Promise.withResolvers<void>();
          this.#ends.set(name, (how) => {
            if (how === "finish") resolve();
            else reject(how === "fail" ? new Error(`${name} failed`) : new BounceError());
          });
          signal.addEventListener("abort", () => resolve(), { once: true });
          await promise;
        });
      },
      output: () => name,
      ...changes[name],
    });
  }
}

describe("how an engine looks, folded from its events alone", () => {
  test("agrees with its own report after any history", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (history) => {
        const played = new Played();
        for (const one of history) {
          if (one.do === "pass") await played.clock.advance(one.ms);
          else played.do(one);
          await played.clock.advance(0);
        }
        const report = played.engine.report();
        const view = played.watch.view("agent");
        expect([...(view?.nodes.keys() ?? [])].toSorted()).toEqual(
          Object.keys(report.manifolds).toSorted(),
        );
        for (const [name, seen] of Object.entries(report.manifolds)) {
          const node = view?.nodes.get(name);
          const phase = node?.phase ?? "waiting";
          expect(stateOf[phase]).toBe(seen.state);
          expect(node?.inputs).toEqual(seen.inputs);
          expect(node?.degraded).toBe(seen.degraded);
          expect(node?.starts).toBe(seen["start-count"] ?? 0);
          // No event tells that it is about to be tried again for a change; the try itself is told.
          expect([undefined, node?.rest]).toContain(seen.resting);
          expect(MANIFOLD_PHASES).toContain(phase);
          expect(statusOf(node ?? { phase: "waiting", errors: [] })).toBeDefined();
        }
        played.engine.kill();
        await played.clock.advance(60_000);
        await played.engine.wait();
        expect(played.watch.view("agent")?.state).toBe("stopped");
      }),
      { numRuns: 300 },
    );
  });

  test("goes on as well from a report, where the watching began late", async () => {
    const played = new Played();
    for (const name of names) played.do({ do: "install", name });
    await played.clock.advance(10);
    played.do({ do: "say", name: "b", how: "degraded" });
    const late = new EngineWatch({ clock: played.clock });
    late.add("agent", played.engine);
    const phasesOf = (watch: EngineWatch) =>
      Object.fromEntries(
        [...(watch.view("agent")?.nodes.values() ?? [])].map(
          ({ name, phase, starts, degraded }) => [name, { phase, starts, degraded }],
        ),
      );
    expect(phasesOf(late)).toEqual(phasesOf(played.watch));
    played.do({ do: "end", name: "a", how: "fail" });
    await played.clock.advance(5000);
    expect(phasesOf(late)).toEqual(phasesOf(played.watch));
    played.engine.kill();
    await played.clock.advance(1);
    await played.engine.wait();
  });
});
