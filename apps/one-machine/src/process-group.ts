import { Engine, resourceName } from "@holdfast/dependency-engine";
import { EXIT, exitCodes } from "@holdfast/command-line";
import type { Clock } from "@holdfast/ports";

import { type Command, command } from "./command.js";
import { ProcessEndedError } from "./errors.js";
import type { ConsoleLog } from "./console-log.js";
import { processWorker } from "./process-worker.js";

/** The exit codes after which starting again cannot help. 0 is none: these processes are to stay up. */
const FINAL: ReadonlySet<number | undefined> = new Set(
  exitCodes
    .filter(({ code, restart }) => !restart && code !== EXIT.stopped)
    .map(({ code }) => code),
);

/** A process that the group keeps running: which package's command, with which arguments. */
export interface ManagedProcess {
  readonly name: string;
  readonly packageName: string;
  readonly args: readonly string[];
}

/**
 * Processes that are kept running together, by an engine. One that ends unasked is started again;
 * one whose exit code says that this cannot help ends the group. The controller and the agents are two
 * groups, so that the agents are stopped first; they do not depend on the controller's process, since
 * an agent reconnects by itself when its controller is back.
 */
export function processGroup(
  processes: readonly ManagedProcess[],
  { clock, log }: { clock: Clock; log: ConsoleLog },
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
  for (const { name, packageName, args } of processes) {
    const run: Command = command(packageName, args);
    engine.install(resourceName<unknown>(name), {
      inputs: [],
      start: () =>
        processWorker({
          name,
          command: run,
          clock,
          line: (text) => log.line(name, text),
          started: (pid) => log.step(`${name} runs as process ${pid}`),
        }),
      filter: (error) => {
        if (error instanceof ProcessEndedError) log.step(error.message);
        return error;
      },
    });
  }
  return engine;
}
