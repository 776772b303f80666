// When to ask again a controller that has too many who ask: one that limits logins and does not say when it
// will have room, or does not get round to answering. Nobody knows how many the others are; what is known is
// for how long one has waited, and how long each answer took.
//
// Who has waited for a while may wait for a small part of that again: the herd is then back in little more than
// the limit takes, whatever its size, and each of ten thousand asks a few dozen times, less and less. And who was
// answered slowly leaves the controller alone for many times as long, within a fifth of what it has waited, for
// each of the others does the same: so little of the controller's time is spent on those whom it turns away.
import type { Random } from "@holdfast/ports";

/** Of the time that one has waited: the delay, on average. */
const share = 0.08;
/** The same, where no answer came, and at the most where answers are slow: the machine may be. */
const shareAtMost = 0.2;
/** For each ms that the slowest answer took. */
const forSlowness = 12;
/** ms: the least, for a limit gives nothing sooner; and the most. */
const least = 3000;
const most = 240_000;
/** ms: of what goes unanswered, the least that shows a controller with too much to do, rather than none. */
const slow = 1000;

export class LoginPace {
  #since: number | undefined;
  #slowest = 0;

  /** One is let in, or there is nobody to ask: whatever comes then is another herd. */
  reset(): void {
    this.#since = undefined;
    this.#slowest = 0;
  }

  /** Turned away at `now`, after the controller took `took`: ms until the next attempt. */
  turnedAway(now: number, took: number, random: Random): number {
    const waited = this.#waited(now, took);
    const slowly = Math.min(this.#slowest * forSlowness, waited * shareAtMost);
    return spread(Math.max(least, waited * share, slowly), random);
  }

  /** No answer came within `took`: ms until the next attempt; undefined where that shows nothing. */
  unanswered(now: number, took: number, random: Random): number | undefined {
    if (took >= slow) return spread(this.#waited(now, took) * shareAtMost, random);
    this.reset();
    return undefined;
  }

  #waited(now: number, took: number): number {
    this.#since ??= now - took;
    this.#slowest = Math.max(this.#slowest, took);
    return now - this.#since;
  }
}

/** Within two fifths of `delay`, to either side. */
function spread(delay: number, random: Random): number {
  return Math.round(Math.min(delay, most) * (0.6 + 0.8 * random()));
}
