import { onAbort, seededRandom } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import type { Manifold } from "../contract/manifold.js";
import type { ResourceName } from "../contract/resource-name.js";
import { runWorker } from "../contract/worker.js";
import { Engine } from "../engine.js";
import type { EngineConfig } from "../engine-config.js";
import type { EngineEvent } from "../events/events.js";
import { HarnessError } from "./harness-error.js";
import { passUntil } from "./pass-until.js";

/** An engine's configuration; its clock, where one is handed in, is one that a test moves. */
export type HarnessConfig = Omit<EngineConfig, "clock"> & { readonly clock?: VirtualClock };

/**
 * An engine in virtual time, for tests: everything that it waits for takes no time at all, and the same
 * test gives the same run each time. Disposed of, it stops the engine, and fails where anything is left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resourceName, worker } from "@holdfast/dependency-engine";
 * import { EngineHarness } from "@holdfast/dependency-engine/testing";
 *
 * const db = resourceName<{ query(): string }>("db");
 * const api = resourceName<{ answer(): string }>("api");
 * const harness = new EngineHarness({ errorDelay: 3000 });
 * const { engine } = harness;
 * engine.install(
 *   api,
 *   worker({
 *     inputs: { db },
 *     output: (inputs) => ({ answer: () => inputs.db.query() }),
 *   }),
 * );
 * harness.provide(db, { query: () => "42" }); // stands in for the real one
 * assert.equal((await harness.ready(api)).answer(), "42");
 *
 * await harness.withdraw(db);
 * await harness.settle();
 * assert.match(engine.explain("api").text, /needs "db"/);
 * await harness.stop();
 * ```
 */
export class EngineHarness implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  /** All that has happened so far. */
  readonly events: EngineEvent[] = [];

  constructor(config: HarnessConfig = {}) {
    this.clock = config.clock ?? new VirtualClock();
    this.engine = new Engine({ random: seededRandom(1), ...config, clock: this.clock });
    this.engine.subscribe((event) => this.events.push(event));
  }

  /** Has an input run that gives `output`: in place of what gave it before, where something did. */
  provide<T>(name: ResourceName<T>, output: T): void {
    const manifold: Manifold = {
      inputs: [],
      start: () => runWorker((signal) => new Promise((resolve) => void onAbort(signal, resolve))),
      output: () => output,
    };
    const untyped: ResourceName<unknown> = name;
    if (name in this.engine.report().manifolds) void this.engine.replace(untyped, manifold);
    else this.engine.install(untyped, manifold);
  }

  /** Takes an input away, once those that use it have stopped. */
  async withdraw(name: string): Promise<void> {
    await passUntil(this.clock, this.engine.remove(name));
  }

  /**
   * Lets virtual time pass until nothing moves.
   * @throws {HarnessError} ERR_NEVER_SETTLES, with what `explain` says of what moves
   */
  async settle(): Promise<void> {
    try {
      await passUntil(this.clock, this.engine.settled());
    } catch (error) {
      const why = Object.entries(this.engine.report().manifolds)
        .filter(([, { state, resting }]) => state !== "started" && resting === undefined)
        .map(([name]) => this.engine.explain(name).text);
      throw new HarnessError("ERR_NEVER_SETTLES", `the engine never settles: ${why.join(" ")}`, {
        cause: error,
      });
    }
  }

  /**
   * Lets virtual time pass until a manifold runs, and gives its output.
   * @throws {NotReadyError} where it cannot come as things stand
   */
  ready<T>(name: ResourceName<T>): Promise<T> {
    return passUntil(this.clock, this.engine.ready(name));
  }

  /**
   * Stops the engine, and lets virtual time pass until it has ended.
   * @returns what it ended with; undefined where it ended well
   * @throws {HarnessError} ERR_LEAK where a worker never ended, or a timer of the clock is left
   */
  async stop(): Promise<unknown> {
    this.engine.kill();
    const end = this.engine.wait().then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = await passUntil(this.clock, end);
    const { abandoned = [] } = this.engine.report();
    if (abandoned.length > 0) throw leak(`${abandoned.join(", ")} never ended`);
    if (this.clock.pending > 0) throw leak(`${this.clock.pending} timer(s) of the clock are left`);
    return error;
  }

  /** As `stop`; what the engine ended with is thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    const error = await this.stop();
    if (error !== undefined) throw error;
  }
}

function leak(what: string): HarnessError {
  return new HarnessError("ERR_LEAK", `the engine has stopped, and left something behind: ${what}`);
}
