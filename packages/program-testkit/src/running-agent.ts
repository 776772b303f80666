// An agent inside the test's own process, with its log to wait for.
import type { Logger } from "@holdfast/ports";

import type { LogLine } from "./program-process.js";
import { RecordingLogger } from "./recording-logger.js";

/** An agent that runs until it is stopped; stopped at the end of its scope. */
export class RunningAgent implements AsyncDisposable {
  readonly log: RecordingLogger = new RecordingLogger();
  /** Settled when it has stopped. */
  readonly ended: Promise<void>;
  readonly #stop = new AbortController();

  /** @param run - runs the agent until the signal is aborted */
  constructor(run: (logger: Logger, signal: AbortSignal) => Promise<void>) {
    this.ended = run(this.log, this.#stop.signal);
    this.ended.catch(() => undefined); // whoever awaits `ended` hears of it
  }

  /** The first line with this message, from the `from`th line on. */
  waitForLine(message: string, from = 0): Promise<LogLine> {
    return this.log.waitFor(({ msg }) => msg === message, from);
  }

  stop(): void {
    this.#stop.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await this.ended.catch(() => undefined);
  }
}
