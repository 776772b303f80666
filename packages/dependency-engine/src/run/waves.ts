/*
 * How a change travels: two-phase propagation. First every dependent learns how its inputs look now,
 * as far as that goes; only then does any manifold move. So no start ever sees half a change, and a
 * change that comes while others are still being carried out joins them. (Lists are walked by index: a
 * wave walks two or three for each manifold, and for-of makes an object for each member until the code
 * is compiled.)
 */
import type { ResolvedConfig } from "../engine-config.js";
import type { Node, Owned } from "../graph/node.js";
import { allowed, UNUSED, wish } from "../lifecycle/node-events.js";
import type { Availability, NodeEvent } from "../lifecycle/node-state.js";
import { BOUNCE, wakes } from "../lifecycle/state-values.js";
import { isExpected, isUp } from "../lifecycle/transition.js";
import { inputTrigger, type TriggerLink } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { TimeSlice } from "../timers/time-slice.js";
import { isLate } from "./deadlines.js";
import type { LifecycleEvents } from "./lifecycle-events.js";

/** How often, in manifolds moved, the clock is asked whether the event loop should turn. */
const CHECK_EVERY = 16;

/** What this file writes of a node. */
type Travelling = Owned<"availability" | "awaited" | "isReady" | "isChanged">;

/** Lets `event` happen to `node`; `trigger` is why, where that is new. */
export type ApplyEvent = (node: Node, event: NodeEvent, trigger?: TriggerLink) => void;

export class Waves {
  /** Whose availability may have changed: a stack, so that a change goes as far as it does at once. */
  readonly #changed: Travelling[] = [];
  /** Who may be able to move on: a queue. */
  #ready: Travelling[] = [];
  #scheduled = false;
  /** How many were moved since the clock was asked: over all runs, since many may fall in one turn. */
  #unchecked = 0;
  #propagating = false;
  readonly #config: ResolvedConfig;
  readonly #clock: CachedClock;
  readonly #slice: TimeSlice;
  readonly #events: Pick<LifecycleEvents, "hold" | "release">;
  readonly #drain: () => void;
  readonly #apply: ApplyEvent;

  /** @param drain - called in a microtask of its own once there is work: it is to call `run` */
  constructor(
    config: ResolvedConfig,
    clock: CachedClock,
    slice: TimeSlice,
    events: Pick<LifecycleEvents, "hold" | "release">,
    drain: () => void,
    apply: ApplyEvent,
  ) {
    this.#config = config;
    this.#clock = clock;
    this.#slice = slice;
    this.#events = events;
    this.#drain = drain;
    this.#apply = apply;
    this.#propagating = true;
  }

  /** The state of `node` changed, or how many of its inputs are expected. */
  touch(node: Travelling): void {
    // Only those can move on by themselves.
    const { kind } = node.state;
    if (kind === "draining" || kind === "waiting") this.add(node);
    else this.schedule();
    if (!this.#propagating || node.isChanged || availabilityOf(node) === node.availability) return;
    node.isChanged = true;
    this.#changed.push(node);
  }

  /** `node` may be able to move on. */
  add(node: Travelling): void {
    if (node.isReady) return;
    node.isReady = true;
    this.#ready.push(node);
    this.schedule();
  }

  /** Those of `nodes` whose output nobody uses any more may be able to move on. */
  addUnused(nodes: readonly Node[]): void {
    for (let index = 0; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node?.users === 0) this.add(node);
    }
  }

  /** The inputs of `node` are others now. */
  relinked(node: Travelling): void {
    let awaited = 0;
    const { inputs } = node;
    for (let index = 0; index < inputs.length; index += 1) {
      if (isExpected(inputs[index]?.availability ?? "down")) awaited += 1;
    }
    node.awaited = awaited;
  }

  /** Nothing will be started any more, so nobody need know how anybody looks. */
  stopPropagating(): void {
    this.#propagating = false;
  }

  /** Makes sure that the work is taken up soon, or found to be none. */
  schedule(): void {
    if (!this.#scheduled) this.hurry();
  }

  /** Has the work taken up soon, also where it was to wait for the next turn of the event loop. */
  hurry(): void {
    this.#scheduled = true;
    queueMicrotask(this.#drain);
  }

  /** Moves whoever can move. False where the time slice is used up before that: call again later. */
  run(): boolean {
    this.#propagate();
    let done = 0;
    for (let node = this.#ready[0]; node !== undefined; node = this.#ready[done]) {
      node.isReady = false;
      this.#advance(node);
      this.#propagate();
      done += 1;
      this.#unchecked += 1;
      if (this.#unchecked === CHECK_EVERY && this.#isSpent()) {
        this.#ready.splice(0, done);
        return false;
      }
    }
    this.#ready = [];
    this.#scheduled = false;
    return true;
  }

  #isSpent(): boolean {
    this.#unchecked = 0;
    return this.#slice.spent(CHECK_EVERY);
  }

  /** Runs nobody else's code: that could change the lists that are walked here. */
  #propagate(): void {
    if (this.#changed.length === 0) return;
    this.#events.hold();
    for (let node = this.#changed.pop(); node !== undefined; node = this.#changed.pop()) {
      node.isChanged = false;
      const before = node.availability;
      const after = availabilityOf(node);
      if (after === before) continue;
      node.availability = after;
      const expected = Number(isExpected(after)) - Number(isExpected(before));
      const cameOrWent = isUp(after) !== isUp(before);
      const { dependents } = node;
      for (let index = 0; index < dependents.length; index += 1) {
        const dependent: Travelling = dependents[index] ?? node;
        dependent.awaited += expected;
        if (cameOrWent) this.#inputChanged(dependent, node);
        this.touch(dependent);
      }
    }
    this.#events.release();
  }

  #inputChanged(node: Node, input: Node): void {
    const { state } = node;
    const { kind } = state;
    const heeds = kind === "resting" ? wakes(state.why) : kind === "started" || kind === "starting";
    if (!heeds) return;
    const what = isUp(input.availability) ? "input came" : "input went";
    const rested = (node.endedAt ?? -Infinity) + this.#config.bounceBackoff.delay;
    const event = wish("changed", BOUNCE, Math.max(this.#clock.now, rested));
    this.#apply(node, event, inputTrigger(node.name, what, input));
  }

  #advance(node: Node): void {
    const { state } = node;
    if (state.kind === "waiting") {
      const held = node.awaited > 0 || node.users > 0;
      if (!held && state.notBefore <= this.#clock.now)
        this.#apply(node, allowed("go", isLate(node, this.#config)));
    } else if (state.kind === "draining" && node.users === 0) {
      this.#apply(node, UNUSED);
    }
  }
}

/** How `node` looks to its dependents now. */
function availabilityOf({ state, awaited }: Node): Availability {
  const { availability, withInputsExpected } = state.traits;
  return awaited > 0 ? withInputsExpected : availability;
}
