import { Engine, resourceName } from "@holdfast/dependency-engine";
import type { Clock } from "@holdfast/ports";

import { type Command, command } from "./command.js";
import { ProcessEndedError } from "./errors.js";
import type { Narrator } from "./narrator.js";
import { processWorker } from "./process-worker.js";

/** The exit codes of our commands after which starting again cannot help: see the public API. */
const FINAL: ReadonlySet<number | undefined> = new Set([2, 3]);

/** A process of a floor: which package's command, with which arguments. */
export interface Tenant {
  readonly name: string;
  readonly packageName: string;
  readonly args: readonly string[];
}

/**
 * Processes that stay up together. An engine starts one again that ends unasked; one that says that
 * starting again cannot help ends the floor. Floors are stopped one after the other by their owner:
 * the agents are no dependents of the controller's process here, since coming back by themselves
 * when it returns is what they are for.
 */
export function floor(
  tenants: readonly Tenant[],
  { clock, narrator }: { clock: Clock; narrator: Narrator },
): Engine {
  const engine = new Engine({
    isFatal: (error) => error instanceof ProcessEndedError && FINAL.has(error.exitCode),
    worstError: (first) => first,
    errorDelay: 500,
    bounceDelay: 0,
    backoffFactor: 2,
    maxDelay: 10_000,
    backoffResetTime: 10_000,
    stopDeadline: 20_000,
    clock,
  });
  for (const { name, packageName, args } of tenants) {
    const run: Command = command(packageName, args);
    engine.install(resourceName<unknown>(name), {
      inputs: [],
      start: () =>
        processWorker({
          name,
          command: run,
          clock,
          line: (text) => narrator.line(name, text),
          started: (pid) => narrator.step(`${name} runs as process ${pid}`),
        }),
      filter: (error) => {
        if (error instanceof ProcessEndedError) narrator.step(error.message);
        return error;
      },
    });
  }
  return engine;
}
