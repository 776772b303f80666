// One attempt is one line, and one that fails as the one before did is counted instead: what goes wrong
// for a day is told with how often and for how long it has, less and less often.
import { codeOf, errorChain, errorText, type Logger } from "@holdfast/ports";

const minute = 60_000;
/** The longest that a failure goes on without being told, in ms. */
const longestSilence = 30 * minute;

/** A failure that goes on. */
interface Trouble {
  readonly kind: string;
  readonly since: number;
  readonly times: number;
  readonly toldAt: number;
  /** ms after which it is told again. */
  readonly silence: number;
}

/** Tells of failures, and counts those that come again. Times in ms of one clock. */
export class FailureLog {
  readonly #logger: Logger;
  readonly #troubles = new Map<string, Trouble>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** `who` failed once more. */
  failed(who: string, error: unknown, at: number): void {
    const kind = kindOf(error);
    const before = this.#troubles.get(who);
    if (before === undefined || before.kind !== kind) {
      const first = { kind, since: at, times: 1, toldAt: at, silence: minute };
      this.#troubles.set(who, first);
      this.#logger.error(`${who} failed`, { error });
      return;
    }
    const times = before.times + 1;
    if (at - before.toldAt < before.silence) {
      this.#troubles.set(who, { ...before, times });
      this.#logger.debug(`${who} failed again`, { error });
      return;
    }
    const silence = Math.min(2 * before.silence, longestSilence);
    this.#troubles.set(who, { ...before, times, toldAt: at, silence });
    const seconds = Math.round((at - before.since) / 1000);
    this.#logger.error(`${who} still fails: ${times} times in ${seconds} s`, { error });
  }

  /** `who` runs: how often it failed before. */
  runs(who: string): number {
    const times = this.#troubles.get(who)?.times ?? 0;
    this.#troubles.delete(who);
    return times;
  }
}

/** What makes two failures the same to a reader: their codes, or, without any, their words. */
function kindOf(error: unknown): string {
  const codes = [...errorChain(error)].map(codeOf).filter((code) => typeof code === "string");
  return codes.length === 0 ? errorText(error) : codes.join(" ");
}
