/*
 * How a change travels. (Lists are walked by index here: a wave walks two or three for each manifold,
 * and for-of makes an object for each member until the code is compiled.) First every dependent learns how its inputs look now, as far as that goes;
 * only then does any manifold move. So no start ever sees half a change, and a change that comes
 * while others are still being carried out joins them.
 */
import type { Node } from "../graph/node.js";
import type { Outlook } from "../lifecycle/node-state.js";
import { isAwaited, isUp } from "../lifecycle/transition.js";
import type { Turns } from "../timers/time-slice.js";

/** How often, in manifolds moved, the clock is asked whether the event loop should turn. */
const CHECK_EVERY = 64;

export interface WaveHandlers {
  /** Some work begins, and with it a new moment. */
  begin(): void;
  /** `input` of `node` came up, or is up no longer. */
  changed(node: Node, input: Node): void;
  /** Something that `node` was waiting for may have happened. */
  advance(node: Node): void;
  /** Nothing can move until something happens outside. */
  idle(): void;
}

export class Waves {
  readonly #outlooks: Node[] = [];
  #work: Node[] = [];
  #scheduled = false;
  #starting = false;
  readonly #turns: Turns;
  readonly #handlers: WaveHandlers;

  constructor(turns: Turns, handlers: WaveHandlers) {
    this.#turns = turns;
    this.#handlers = handlers;
    this.#starting = true;
  }

  /** The state of `node` changed, or how many of its inputs are awaited. */
  touch(node: Node): void {
    // Only those can move on by themselves.
    const { kind } = node.state;
    if (kind === "condemned" || kind === "waiting") this.nudge(node);
    else this.schedule();
    if (this.#starting && lookOf(node) !== node.outlook) this.#look(node);
  }

  /** Nothing will be started any more, so nobody need know how anybody looks. */
  startNothing(): void {
    this.#starting = false;
  }

  /** `node` may be able to move on. */
  nudge(node: Node): void {
    if (node.inWork) return;
    node.inWork = true;
    this.#work.push(node);
    this.schedule();
  }

  /** Those of `nodes` whose output nobody holds any more may be able to move on. */
  nudgeFree(nodes: readonly Node[]): void {
    for (let index = 0; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node?.holders === 0) this.nudge(node);
    }
  }

  /** Makes sure that `idle` is called soon, once everything that can move has. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    this.#handlers.begin();
    this.#propagate();
    let done = 0;
    for (let node = this.#work[0]; node !== undefined; node = this.#work[done]) {
      node.inWork = false;
      this.#handlers.advance(node);
      this.#propagate();
      done += 1;
      if (done % CHECK_EVERY === 0 && this.#turns.spent(CHECK_EVERY)) {
        this.#work.splice(0, done);
        this.#turns.later(this.#drain);
        return;
      }
    }
    this.#work = [];
    this.#scheduled = false;
    this.#handlers.idle();
  };

  #look(node: Node): void {
    if (node.inOutlooks) return;
    node.inOutlooks = true;
    this.#outlooks.push(node);
  }

  #propagate(): void {
    for (let node = this.#outlooks.pop(); node !== undefined; node = this.#outlooks.pop()) {
      node.inOutlooks = false;
      const before = node.outlook;
      const after = lookOf(node);
      if (after === before) continue;
      node.outlook = after;
      const awaited = Number(isAwaited(after)) - Number(isAwaited(before));
      const changed = isUp(after) !== isUp(before);
      const { dependents } = node;
      for (let index = 0; index < dependents.length; index += 1) {
        const dependent = dependents[index] ?? node;
        dependent.pending += awaited;
        if (changed) this.#handlers.changed(dependent, node);
        this.touch(dependent);
      }
    }
  }
}

/** How `node` looks to its dependents now. */
function lookOf({ state, pending }: Node): Outlook {
  const { look, hopefulLook } = state.traits;
  return pending > 0 ? hopefulLook : look;
}
