import { type Clock, errorText, type Logger, type Timer } from "@holdfast/ports";

import type { FilePort } from "./file-port.js";

/** How long after a first event the file is looked at: writers need several steps. */
const LOOK_DELAY = 20;

/**
 * Notices when a file was written or replaced: by a watch on its folder, and by looking again
 * regularly, since no watch is heard on every file system.
 */
export class FileWatch implements AsyncDisposable {
  readonly #files: FilePort;
  readonly #file: string;
  readonly #options: FileWatchOptions;
  readonly #watch: Disposable | undefined;
  #timer: Timer;
  #stamp: string | undefined;
  #lastFailure: string | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(files: FilePort, folder: string, file: string, options: FileWatchOptions) {
    this.#files = files;
    this.#file = file;
    this.#options = options;
    this.#watch = this.#listen(folder);
    this.#in(LOOK_DELAY);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#watch?.[Symbol.dispose]();
    await this.#looking;
  }

  #listen(folder: string): Disposable | undefined {
    try {
      return this.#files.watch(folder, () => this.#in(LOOK_DELAY));
    } catch (error) {
      this.#options.logger.warn("cannot watch for changes: looking regularly instead", {
        folder,
        error,
      });
      return undefined;
    }
  }

  #in(delay: number): void {
    const { clock } = this.#options;
    if (this.#closed) return;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, delay);
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    try {
      const stamp = await this.#files.stamp(this.#file);
      if (stamp !== this.#stamp) await this.#options.changed();
      this.#stamp = stamp;
      this.#lastFailure = undefined;
    } catch (error) {
      this.#report(error);
    }
    this.#in(this.#options.interval);
  }

  /** The file is looked at again and again: the same failure is worth one line. */
  #report(error: unknown): void {
    const failure = errorText(error);
    if (this.#closed || failure === this.#lastFailure) return;
    this.#lastFailure = failure;
    this.#options.logger.warn("an agent's configuration changed and cannot be read", {
      path: this.#file,
      error,
    });
  }
}

export interface FileWatchOptions {
  readonly clock: Clock;
  /** ms */
  readonly interval: number;
  readonly logger: Logger;
  /** Reads the file again. */
  readonly changed: () => Promise<void>;
}
