import { API_CALLER_NAME, type NamedManifold } from "@holdfast/agent-manifold";
import { resourceName } from "@holdfast/dependency-engine";
import { EngineHarness, type HarnessConfig } from "@holdfast/dependency-engine/testing";
import type { ModelTag, Tag } from "@holdfast/names";
import type { LogFields, Logger } from "@holdfast/ports";

import { workersOf } from "../check-workers.js";
import type { WorkersModule } from "../define-workers.js";
import { bindOptions } from "../options.js";
import { FakeCaller } from "./fake-caller.js";

/** One line that a worker logged. */
export interface LoggedLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export interface RunWorkersOptions {
  /** The connection; one that answers nothing by default. */
  readonly caller?: FakeCaller;
  /** What further inputs give, by their names: `{ [MACHINER_NAME]: { tell } }`. */
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** The module's options, as the operator writes them. */
  readonly options?: unknown;
  /** Who the agent is: `machine-0`. */
  readonly tag?: Tag;
  readonly model?: ModelTag;
  /** How the engine judges and waits; as an agent's where it is left out. */
  readonly engine?: HarnessConfig;
}

/** Workers at work, in virtual time. Disposed of, it stops them, and fails where one leaves something. */
export interface WorkersRun extends AsyncDisposable {
  readonly caller: FakeCaller;
  readonly log: readonly LoggedLine[];
  /** The engine, its clock, and the inputs: `provide` and `withdraw` change them. */
  readonly harness: EngineHarness;
  /** What a worker reports now. */
  report(name: string): unknown;
  /** Lets so many ms pass, and everything happen that happens in them. */
  advance(ms: number): Promise<void>;
}

/**
 * Runs workers, a whole module or some that `worker` made, in an engine of their own and in virtual time,
 * with the inputs that they are given. Resolves when they run, or rest.
 *
 * @throws HarnessError ERR_NEVER_SETTLES where one never comes up, with why
 * @throws WorkersError where the module, or its options, is none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { API_CALLER_NAME, defineWorkers, sleep, worker } from "@holdfast/workers";
 * import { FakeCaller, runWorkers } from "@holdfast/workers/testing";
 *
 * const pinging = defineWorkers({
 *   name: "pinging",
 *   apiVersion: 1,
 *   workers: ({ clock, logger }) => [
 *     worker("pinging", {
 *       inputs: { caller: API_CALLER_NAME },
 *       async run({ caller }, signal) {
 *         for (;;) {
 *           await caller.call({ facade: "Pinger", method: "Ping", signal });
 *           logger.info("pinged");
 *           await sleep(60_000, { clock, signal });
 *         }
 *       },
 *     }),
 *   ],
 * });
 *
 * const caller = new FakeCaller({ answers: { "Pinger.Ping": () => ({}) } });
 * const run = await runWorkers(pinging, { caller });
 * await run.advance(120_000); // two minutes, in no time
 * assert.equal(caller.calls.length, 3);
 * assert.equal(run.log[0]?.message, "pinged");
 * await run[Symbol.asyncDispose]();
 * ```
 */
export async function runWorkers(
  workers: WorkersModule | readonly NamedManifold[],
  options: RunWorkersOptions = {},
): Promise<WorkersRun> {
  const { caller = new FakeCaller(), tag = "machine-0", model, engine = {} } = options;
  const harness = new EngineHarness(engine);
  const log: LoggedLine[] = [];
  const agent = { tag, model, logger: recording(log), clock: harness.clock };
  const manifolds = isList(workers)
    ? workers
    : workersOf(await bindOptions(workers, options.options), agent);
  harness.provide(API_CALLER_NAME, caller);
  for (const [name, value] of Object.entries(options.inputs ?? {})) {
    harness.provide(resourceName<unknown>(name), value);
  }
  try {
    for (const each of manifolds) each.install(harness.engine);
    await harness.settle();
  } catch (error) {
    await harness.stop();
    throw error;
  }
  return {
    caller,
    log,
    harness,
    report: (name) => harness.engine.report().manifolds[name]?.report,
    advance: (ms) => harness.clock.advance(ms),
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

function isList(
  workers: WorkersModule | readonly NamedManifold[],
): workers is readonly NamedManifold[] {
  return Array.isArray(workers);
}

function recording(lines: LoggedLine[]): Logger {
  const note =
    (level: keyof Logger) =>
    (message: string, fields?: LogFields): void =>
      void lines.push({ level, message, fields });
  return { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
}
