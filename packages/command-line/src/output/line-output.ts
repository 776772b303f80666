// Lines for a log: written now, kept for a moment where a reader is slow, and lost rather than waited
// for. A line that was begun is always finished before another, and what was lost is said, in its
// place, as soon as a line can be written again.
//
//   written ──reader slow──► waiting ──more than fits──► losing
//      ▲  ▲─────────read────────┘                          │
//      └─────────────a line says how many were lost────────┘──error, again and again
import { type Clock, errorFacts, sleep, type Timer } from "@holdfast/ports";

import type { RawOutput } from "./raw-output.js";

/** Lines that could not be written. */
export interface LostLines {
  readonly lines: number;
  /** The system's word for it, such as `ENOSPC`; `EAGAIN` where a reader did not read. */
  readonly reason: string;
}

/** What {@link LineOutput} works with. */
export interface LineOutputOptions {
  readonly raw: RawOutput;
  readonly clock: Clock;
  /** How many bytes may wait for a slow reader; 1 MiB. */
  readonly limit?: number;
}

/** One line, or the rest of one, and how many lines are lost with it. */
interface Waiting {
  readonly bytes: Uint8Array;
  readonly lines: number;
  readonly begun: boolean;
}

const slowReaderMs = 50;
const failingMs = 1000;

/** See above. Whoever made it calls {@link LineOutput.finish}. */
export class LineOutput {
  /** The line that tells of a loss, with its newline. */
  describeLoss: (lost: LostLines) => string = ({ lines, reason }) =>
    `warning: ${lines} lines could not be written here (${reason})\n`;
  readonly #raw: RawOutput;
  readonly #clock: Clock;
  readonly #limit: number;
  #waiting: Waiting[] = [];
  #lost: LostLines | undefined;
  #timer: Timer;

  constructor({ raw, clock, limit = 1024 * 1024 }: LineOutputOptions) {
    this.#raw = raw;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Writes a line, its newline included. Never throws, never waits. */
  write(line: string): void {
    this.#drain();
    this.#tellOfLoss();
    if (!this.#add(line, 1)) this.#lose(1, "EAGAIN");
    this.#drain();
    this.#tryLater();
  }

  /** Tries until all is written, but for `ms` at most, and ends. */
  async finish(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    for (;;) {
      this.#clock.clearTimeout(this.#timer);
      this.#tellOfLoss();
      this.#drain();
      // Where writes fail there is nothing to wait for; a reader may still come to it.
      if (this.#waiting.length === 0 || this.#lost !== undefined) return;
      if (this.#clock.now() >= end) return;
      await sleep(slowReaderMs / 5, { clock: this.#clock });
    }
  }

  #tryLater(): void {
    this.#clock.clearTimeout(this.#timer);
    if (this.#waiting.length === 0 && this.#lost === undefined) return;
    this.#timer = this.#clock.setTimeout(
      () => {
        this.#tellOfLoss();
        this.#drain();
        this.#tryLater();
      },
      this.#lost === undefined ? slowReaderMs : failingMs,
    );
  }

  #tellOfLoss(): void {
    const lost = this.#lost;
    if (lost !== undefined && this.#add(this.describeLoss(lost), lost.lines))
      this.#lost = undefined;
  }

  #add(line: string, lines: number): boolean {
    const bytes = Buffer.from(line);
    const held = this.#waiting.reduce((sum, each) => sum + each.bytes.length, 0);
    if (held > 0 && held + bytes.length > this.#limit) return false;
    this.#waiting.push({ bytes, lines, begun: false });
    return true;
  }

  #drain(): void {
    try {
      for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
        const { bytes, lines, begun } = next;
        const written = this.#raw.write(bytes);
        if (written === bytes.length) this.#waiting.shift();
        else if (written === 0) return;
        else
          this.#waiting[0] = { bytes: bytes.subarray(written), lines, begun: begun || written > 0 };
      }
    } catch (error) {
      this.#dropUnbegun(error);
    }
  }

  #dropUnbegun(error: unknown): void {
    const begun = this.#waiting.filter((each) => each.begun);
    const dropped = this.#waiting.filter((each) => !each.begun);
    this.#waiting = begun;
    const lines = dropped.reduce((sum, each) => sum + each.lines, 0);
    if (lines > 0) this.#lose(lines, errorFacts(error).code ?? "the system says no more");
  }

  #lose(lines: number, reason: string): void {
    this.#lost = { lines: (this.#lost?.lines ?? 0) + lines, reason };
  }
}
