// A command's result, on standard output. Unlike a log it must arrive: a command whose result could
// not be written has failed. A reader that left (`… | head -1`) has what it wanted.
import type { Writable } from "node:stream";

import { abortable, codeOf, errorFacts } from "@holdfast/ports";

/** The result could not be written. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly code = "ERR_OUTPUT";

  constructor(cause: unknown) {
    const code = errorFacts(cause).code ?? "no more";
    const advice = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full: make room" : "";
    super(
      `the result could not be written to standard output: ${advice || `the system says ${code}`}`,
      { cause },
    );
  }
}

/** Writes to standard output, and knows whether all of it arrived. */
export class ResultOutput {
  readonly #stream: Writable;
  #failure: unknown;
  #last: Promise<void> = Promise.resolve();

  /** Listens to the stream's errors to the process's end, where a last write may still fail. */
  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on("error", (error) => this.#fail(error));
  }

  write(text: string): void {
    this.#last = new Promise((resolve) => {
      this.#stream.write(text, (error) => {
        if (error !== null && error !== undefined) this.#fail(error);
        resolve();
      });
    });
  }

  /**
   * Waits until everything is written; for a reader that is slow, until `signal` is aborted.
   * @throws {OutputError} where something could not be
   */
  async arrived(signal: AbortSignal): Promise<void> {
    await abortable<void>(signal, (resolve) => void this.#last.then(resolve));
    if (this.#failure !== undefined && codeOf(this.#failure) !== "EPIPE") {
      throw new OutputError(this.#failure);
    }
  }

  // The first failure says what happened; those after it only that the stream was given up.
  #fail(error: unknown): void {
    this.#failure ??= error;
  }
}
