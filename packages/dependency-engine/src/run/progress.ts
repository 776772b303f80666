/*
 * What moves, and how much lives: the counts that say when a wave has settled and when an engine
 * that is stopping has stopped; and the telling of it.
 */
import type { Because, Happening } from "../events/events.js";
import type { EventStream } from "../events/event-stream.js";
import type { Verdict } from "./restart-decider.js";
import type { Manifold } from "../contract/manifold.js";
import type { Moment } from "../timers/cached-clock.js";
import type { Node } from "../graph/node.js";
import type { NodeState, Reaction } from "../lifecycle/node-state.js";
import { isUp } from "../lifecycle/transition.js";

interface Wave {
  readonly number: number;
  readonly began: number;
  started: number;
  ended: number;
}

export class Motion {
  readonly #moment: Moment;
  readonly #events: EventStream;
  #alive = 0;
  #moving = 0;
  #waves = 0;
  #wave: Wave | undefined;
  readonly #whenSettled = new Set<() => void>();

  constructor(moment: Moment, events: EventStream) {
    this.#moment = moment;
    this.#events = events;
  }

  /** How many workers and starts have not ended. */
  get alive(): number {
    return this.#alive;
  }

  settled(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = (): void => {
      this.#whenSettled.delete(settle);
      reject(signal?.reason);
    };
    const settle = (): void => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    signal?.addEventListener("abort", abort, { once: true });
    this.#whenSettled.add(settle);
    return promise;
  }

  /** `node` has left the state `before`. */
  moved(node: Node, before: NodeState): void {
    const is = node.state.traits;
    const was = before.traits;
    this.#alive += is.alive - was.alive;
    this.#moving += is.moving - was.moving;
    if (this.#moving === 0 || this.#wave !== undefined) return;
    this.#waves += 1;
    this.#wave = { number: this.#waves, began: this.#moment.now, started: 0, ended: 0 };
    if (!this.#events.watched) return;
    this.#events.emit({ kind: "wave began", wave: this.#waves, because: becauseOf(node) });
  }

  /** A manifold has come in. */
  placed(kind: "installed" | "replaced", { name }: Node, manifold: Manifold): void {
    if (!this.#events.watched) return;
    const { inputs, optional = [] } = manifold;
    this.#events.emit({ kind, manifold: name, inputs: [...inputs], optional: [...optional] });
  }

  removed({ name }: Node): void {
    if (this.#events.watched) this.#events.emit({ kind: "removed", manifold: name });
  }

  /** `node` must stop, once its dependents have. */
  affected(node: Node): void {
    if (!this.#events.watched) return;
    this.#events.emit({ kind: "affected", manifold: node.name, because: becauseOf(node) });
  }

  /** `node` is told to stop. */
  told({ name }: Node): void {
    if (this.#events.watched) this.#events.emit({ kind: "stopping", manifold: name });
  }

  starting(node: Node): void {
    if (!this.#events.watched) return;
    this.#events.emit({
      kind: "starting",
      manifold: node.name,
      attempt: node.attempts,
      without: node.inputs.filter((input) => !isUp(input.outlook)).map((input) => input.name),
      because: becauseOf(node),
    });
  }

  started(node: Node): void {
    if (this.#wave !== undefined) this.#wave.started += 1;
    if (!this.#events.watched) return;
    const took = this.#moment.now - node.since;
    this.#events.emit({ kind: "started", manifold: node.name, took, count: node.startCount });
  }

  /** Still in the state in which it ended. */
  ended(node: Node, { outcome, error }: Verdict): void {
    if (this.#wave !== undefined) this.#wave.ended += 1;
    if (!this.#events.watched) return;
    const { kind } = node.state;
    const asked = kind === "stopping" || kind === "aborting";
    const { startedAt } = node;
    const ran = startedAt === undefined ? {} : { ran: this.#moment.now - startedAt };
    const happening: Happening = {
      kind: "ended",
      manifold: node.name,
      outcome: outcome.kind,
      asked,
      ...(error === undefined ? {} : { error }),
      ...ran,
    };
    this.#events.emit(happening);
  }

  /** What is to become of `node`, which has ended. */
  decided(node: Node, reaction: Reaction): void {
    if (!this.#events.watched) return;
    const manifold = node.name;
    if (reaction.kind === "rest")
      this.#events.emit({ kind: "resting", manifold, why: reaction.why });
    else if (reaction.kind === "restart" && reaction.notBefore > this.#moment.now) {
      const delay = reaction.notBefore - this.#moment.now;
      this.#events.emit({ kind: "retrying", manifold, delay, errors: node.recentErrors });
    }
  }

  /** Everything that could move has. */
  idle(): void {
    if (this.#moving > 0) return;
    const wave = this.#wave;
    this.#wave = undefined;
    if (wave !== undefined && this.#events.watched) {
      const took = this.#moment.now - wave.began;
      const { number, started, ended } = wave;
      this.#events.emit({ kind: "wave settled", wave: number, took, started, ended });
    }
    if (this.#whenSettled.size === 0) return;
    for (const settle of this.#whenSettled) settle();
    this.#whenSettled.clear();
  }
}

/** The root of what set `node` moving. */
export function becauseOf(node: Node): Because {
  const root = node.cause?.root ?? node.cause;
  // Nothing is kept for the most common of causes.
  if (root === undefined) return { manifold: node.name, what: "installed" };
  const { manifold, what, error } = root;
  return error === undefined ? { manifold, what } : { manifold, what, error };
}
