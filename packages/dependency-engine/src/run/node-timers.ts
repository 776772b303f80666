import { AWAKE } from "../timers/timer-queue.js";
import { AlarmClock } from "../timers/alarm-clock.js";
import { alarmOf, dueFor } from "./deadlines.js";
import type { SettledConfig } from "../engine-config.js";
import type { Moment } from "../timers/cached-clock.js";
import type { Node } from "../graph/node.js";

export interface TimeHandlers {
  /** The delay of `node` has passed. */
  due(node: Node): void;
  /** Its dependents have waited for it long enough. */
  patience(node: Node): void;
  startOverran(node: Node): void;
  stopOverran(node: Node): void;
}

/** Sees to it that each manifold hears when its delays, deadlines and its dependents' patience end. */
export class Timekeeper {
  readonly #config: SettledConfig;
  readonly #moment: Moment;
  readonly #handlers: TimeHandlers;
  readonly #alarms: AlarmClock<Node>;

  constructor(config: SettledConfig, moment: Moment, handlers: TimeHandlers) {
    this.#config = config;
    this.#moment = moment;
    this.#handlers = handlers;
    this.#alarms = new AlarmClock(config.clock, moment, (node, now) => this.#due(node, now));
  }

  /** The state of `node` may have changed, and with it when time will next matter to it. */
  arm(node: Node): void {
    const awake = node.alarmIndex === AWAKE;
    const { kind } = node.state;
    const still = kind === "started" || kind === "resting" || kind === "absent";
    if (still && awake) return;
    const now = this.#moment.now;
    const at = alarmOf(node, now, this.#config);
    if (!awake || at !== Infinity) this.#alarms.set(node, at, at - now <= this.#config.patience);
  }

  /** Brings the clock's timer into line with what was armed. Called once for many changes. */
  tick(): void {
    this.#alarms.tick();
  }

  #due(node: Node, now: number): void {
    switch (dueFor(node, now, this.#config)) {
      case "due":
        this.#handlers.due(node);
        return;
      case "patience":
        this.#handlers.patience(node);
        return;
      case "start overrun":
        this.#handlers.startOverran(node);
        return;
      case "stop overrun":
        this.#handlers.stopOverran(node);
    }
  }
}
