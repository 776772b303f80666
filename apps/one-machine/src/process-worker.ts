import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { runWorker, type Worker } from "@holdfast/dependency-engine";
import { type Clock, onAbort, sleep } from "@holdfast/ports";

import type { Command } from "./command.js";
import { ProcessEndedError } from "./errors.js";

/** How long a process may take to stop once it is asked, in ms, before it is killed. */
const STOP_DEADLINE = 15_000;

/** A process that is to stay up: what it is called, how it starts, who reads what it prints. */
export interface ProcessOptions {
  readonly name: string;
  readonly command: Command;
  readonly clock: Clock;
  /** Called with each line, of standard output as of standard error. */
  line(text: string): void;
  /** Called once it has been started. */
  started?(pid: number): void;
}

/**
 * A process as a worker: it is asked to stop by SIGTERM, and the worker ends when the process has
 * ended. A process that ends unasked ends its worker with a {@link ProcessEndedError}, upon which
 * the engine starts it again.
 */
export function processWorker(options: ProcessOptions): Worker {
  return runWorker((signal) => run(options, signal));
}

async function run(options: ProcessOptions, signal: AbortSignal): Promise<void> {
  const { file, args } = options.command;
  // A process group of its own: Ctrl-C in the terminal must not reach it before its turn.
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise<ProcessEndedError>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, by) =>
      resolve(new ProcessEndedError(options.name, { exitCode, signal: by })),
    );
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => options.line(text));
  }
  if (child.pid !== undefined) options.started?.(child.pid);

  const deadline = new AbortController();
  const stop = (): void => {
    child.kill("SIGTERM");
    sleep(STOP_DEADLINE, { clock: options.clock, signal: deadline.signal }).then(
      () => {
        options.line(`does not stop within ${STOP_DEADLINE} ms: killing it`);
        return child.kill("SIGKILL");
      },
      () => undefined, // it has ended
    );
  };
  const forget = onAbort(signal, stop);
  try {
    const end = await ended;
    if (!signal.aborted || end.exitCode !== 0) throw end;
  } finally {
    forget();
    deadline.abort();
  }
}
