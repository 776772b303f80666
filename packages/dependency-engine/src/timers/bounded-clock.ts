import {
  type Cleanup,
  type Clock,
  errorText,
  readProperty,
  systemClock,
  wallNow,
} from "@holdfast/ports";
import { CallbackError, EngineConfigError } from "../contract/errors.js";
import { BoundedTimer } from "./bounded-timer.js";

/**
 * The clock that was given as the engine needs it, whatever that does later.
 * @param tell - hears, later, of the first thing that it does wrong
 * @throws {EngineConfigError} where it tells no time now
 */
export function boundedClock(clock: Clock, tell: (error: CallbackError) => void): Clock {
  // The system's is ours.
  return clock === systemClock ? clock : new BoundedClock(clock, tell);
}

/** What a call came to. */
type Outcome = { readonly value: unknown } | { readonly thrown: unknown };

/**
 * A clock that fails is called once more; where that fails too, time goes on, and timers are set, by the
 * system's.
 */
class BoundedClock implements Clock {
  readonly #clock: Clock;
  readonly #tell: (error: CallbackError) => void;
  declare readonly setImmediate?: (callback: () => void) => void;
  #now: number;
  /** When that was, by the system's clock. */
  #readAt: number = systemTime();
  #isTold = false;

  constructor(clock: Clock, tell: (error: CallbackError) => void) {
    this.#clock = clock;
    this.#tell = tell;
    const first = call(() => clock.now());
    const now = timeIn(first);
    if (now === undefined) throw new EngineConfigError(`clock.now ${described(first)}`);
    this.#now = now;
    if (typeof readProperty(clock, "setImmediate") === "function") {
      this.setImmediate = (callback) => this.#onNextTurn(callback);
    }
  }

  now(): number {
    const now = this.#read("now", () => this.#clock.now());
    const readAt = systemTime();
    this.#now = now ?? this.#now + readAt - this.#readAt;
    this.#readAt = readAt;
    return this.#now;
  }

  wallNow(): number {
    return this.#read("wallNow", () => wallNow(this.#clock)) ?? systemClock.wallNow();
  }

  setTimeout(callback: () => void, ms: number): BoundedTimer {
    const timer = new BoundedTimer(callback);
    timer.isSet(this.#set(timer.fire, ms));
    return timer;
  }

  clearTimeout(timer: unknown): void {
    if (timer instanceof BoundedTimer) timer.clear();
  }

  #read(name: string, method: () => number): number | undefined {
    const read = call(method);
    const time = timeIn(read);
    if (time !== undefined) return time;
    this.#failed(name, read);
    return timeIn(call(method));
  }

  /** @returns what clears it */
  #set(fire: () => void, ms: number): Cleanup {
    const set = (): unknown => this.#clock.setTimeout(fire, ms);
    const first = call(set);
    if ("value" in first) return () => this.#clear(first.value);
    this.#failed("setTimeout", first);
    const second = call(set);
    if ("value" in second) return () => this.#clear(second.value);
    const own = systemClock.setTimeout(fire, ms);
    return () => systemClock.clearTimeout(own);
  }

  #clear(handle: unknown): void {
    const cleared = call(() => this.#clock.clearTimeout(handle));
    if ("thrown" in cleared) this.#failed("clearTimeout", cleared);
  }

  #onNextTurn(callback: () => void): void {
    const timer = new BoundedTimer(callback);
    const set = call(() => this.#clock.setImmediate?.(timer.fire));
    timer.isSet(() => undefined);
    if ("value" in set) return;
    this.#failed("setImmediate", set);
    systemClock.setImmediate?.(timer.fire);
  }

  #failed(method: string, outcome: Outcome): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const cause = "thrown" in outcome ? outcome.thrown : undefined;
    const what = `${described(outcome)}: the system's clock stands in for it`;
    const error = new CallbackError(`clock.${method}`, cause, what);
    // Whoever is told may call the engine, which may be in the middle of something.
    queueMicrotask(() => this.#tell(error));
  }
}

/** Time by the system's clock: where there is none it stands still. */
function systemTime(): number {
  return timeIn(call(() => systemClock.now())) ?? 0;
}

function call(method: () => unknown): Outcome {
  try {
    return { value: method() };
  } catch (thrown) {
    return { thrown };
  }
}

function timeIn(outcome: Outcome): number | undefined {
  if (!("value" in outcome) || typeof outcome.value !== "number") return undefined;
  return Number.isFinite(outcome.value) ? outcome.value : undefined;
}

function described(outcome: Outcome): string {
  if ("thrown" in outcome) return `threw ${errorText(outcome.thrown)}`;
  return `gave ${errorText(outcome.value)}, no number of milliseconds`;
}
