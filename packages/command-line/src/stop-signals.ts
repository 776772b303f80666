// SIGINT and SIGTERM, as one AbortSignal:
//
//   running ──first──► stopping ──second──► ended at once, exit code 1
//                        │  ▲
//                        └──┘ the same press again: a terminal signals every process of its group,
//                             and npm, npx or a supervisor in between passes it on once more
import type { CommandHost } from "./host.js";

/** Why a command's signal is aborted: somebody asked it to stop. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  readonly code = "ERR_STOPPED";
  readonly signal: "SIGINT" | "SIGTERM";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`asked to stop by ${signal}`);
    this.signal = signal;
  }
}

/** Somebody asked twice: the command ends with what it had not stopped yet. */
export class EndedAtOnceError extends Error {
  override readonly name = "EndedAtOnceError";
  readonly code = "ERR_STOPPED";

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`ended at once by a second ${signal}, before everything had stopped`);
  }
}

/** Signals this close to the first one, in ms, are the same press of Ctrl-C. */
export const samePressMs = 500;

/** The two signals that ask a command to stop, for as long as it runs. */
export class StopSignals implements Disposable {
  readonly #controller = new AbortController();
  readonly #forget: (() => void)[];

  /** @param endAtOnce - called at the second signal, when waiting politely was not enough */
  constructor(host: CommandHost, endAtOnce: (signal: "SIGINT" | "SIGTERM") => void) {
    let first = 0;
    this.#forget = (["SIGINT", "SIGTERM"] as const).map((name) =>
      host.onSignal(name, () => {
        const now = host.clock.now();
        if (!this.signal.aborted) {
          first = now;
          this.#controller.abort(new StoppedError(name));
        } else if (now - first >= samePressMs) endAtOnce(name);
      }),
    );
  }

  /** Aborted with a {@link StoppedError} at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const forget of this.#forget) forget();
  }
}
