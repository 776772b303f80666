import type { Cleanup } from "@holdfast/ports";
import type { Node, Owned } from "../graph/node.js";
import { Alarm } from "../timers/alarm.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { SharedTimer } from "../timers/shared-timer.js";
import { UNSET } from "../timers/timer-queue.js";
import { type Due, type Limits, nextTime, timeOfState, whatIsDue } from "./deadlines.js";

/**
 * Tells when the delay, a deadline, or its dependents' patience with a manifold ends. Whatever else the
 * engine waits for is set here too: it has one timer of the clock in all.
 */
export class NodeTimers {
  readonly #limits: Limits;
  readonly #clock: CachedClock;
  readonly #timer: SharedTimer<Owned<"dueAt" | "queueIndex"> | Alarm>;

  constructor(limits: Limits, clock: CachedClock, tell: (node: Node, due: Due) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#timer = new SharedTimer(limits.config.clock, clock, (entry: Node | Alarm, now) => {
      if (entry instanceof Alarm) entry.ring();
      else tell(entry, whatIsDue(entry, now, limits));
    });
  }

  /** The state of `node` may have changed, and with it when time will next matter to it. */
  update(node: Node): void {
    const isUnset = node.queueIndex === UNSET;
    const { kind } = node.state;
    const isStill = kind === "started" || kind === "resting" || kind === "absent";
    if (isStill && isUnset && node.last === undefined) return;
    const { now } = this.#clock;
    const limits = this.#limits;
    const at =
      node.last === undefined ? timeOfState(node, now, limits) : nextTime(node, now, limits);
    if (!isUnset || at !== Infinity) {
      this.#timer.times.set(node, at, at - now <= limits.config.patience);
    }
  }

  /**
   * Calls back after `ms` milliseconds.
   * @returns what takes it back, and leaves no timer
   */
  after(ms: number, callback: () => void): Cleanup {
    const alarm = new Alarm(callback);
    const set = (at: number): void => {
      this.#timer.times.set(alarm, at, false);
      this.#timer.arm();
    };
    set(this.#clock.refresh() + ms);
    return () => set(Infinity);
  }

  /** Brings the clock's timer into line with the times of all. Called once for many changes. */
  arm(): void {
    this.#timer.arm();
  }
}
