/*
 * How a change travels: two-phase propagation. First every dependent learns how its inputs look now,
 * as far as that goes; only then does any manifold move. So no start ever sees half a change, and a
 * change that comes while others are still being carried out joins them. (Lists are walked by index: a
 * wave walks two or three for each manifold, and for-of makes an object for each member until the code
 * is compiled.)
 */
import type { ResolvedConfig } from "../engine-config.js";
import type { EventStream } from "../events/event-stream.js";
import { rememberOffers } from "../graph/held-offers.js";
import type { Node, NodeOffer, Owned } from "../graph/node.js";
import { isLeft, stopServing } from "../graph/last-run.js";
import { availabilityOf, isFree, isHeldUp, offeredBy, overlaps } from "../graph/serving.js";
import { go, UNUSED, wish } from "../lifecycle/node-events.js";
import type { NodeEvent } from "../lifecycle/node-state.js";
import { BOUNCE, UPDATE, wakes } from "../lifecycle/state-values.js";
import { isExpected, isUp } from "../lifecycle/transition.js";
import { type InputTrigger, inputTrigger, type TriggerLink } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { TimeSlice } from "../timers/time-slice.js";
import { isLate } from "./deadlines.js";

/** How often, in manifolds moved, the clock is asked whether the event loop should turn. */
const CHECK_EVERY = 16;

/** What this file writes of a node. */
type Travelling = Owned<"availability" | "offered" | "awaited" | "isReady" | "isChanged">;

/** What a wave does to a manifold. */
export interface Moves {
  /** Lets `event` happen to `node`. */
  apply(node: Node, event: NodeEvent): void;
  /** The same while the event stream is held. */
  applyHeld(node: Node, event: NodeEvent, trigger: TriggerLink): void;
  /** Nobody uses the last worker of `node` any more. */
  lastUnused(node: Node): void;
}

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
  readonly #stream: Pick<EventStream, "hold" | "release">;
  readonly #drain: () => void;
  readonly #moves: Moves;

  /** @param drain - called in a microtask of its own once there is work: it is to call `run` */
  constructor(
    config: ResolvedConfig,
    clock: CachedClock,
    slice: TimeSlice,
    stream: Pick<EventStream, "hold" | "release">,
    drain: () => void,
    moves: Moves,
  ) {
    this.#config = config;
    this.#clock = clock;
    this.#slice = slice;
    this.#stream = stream;
    this.#drain = drain;
    this.#moves = moves;
    this.#propagating = true;
  }

  /**
   * Something of `node` changed.
   * @param mayOffer - whether that may change what it offers: false where only its inputs are expected, or
   *   no longer so
   */
  touch(node: Travelling, mayOffer = true): void {
    if (!this.#scheduled) this.hurry();
    // Only those can move on by themselves.
    const { state } = node;
    const { kind } = state;
    if (kind === "draining" || kind === "waiting" || kind === "outdated") this.add(node);
    if (!this.#propagating || node.isChanged) return;
    const looks = availabilityOf(node);
    const { dependents, offered } = node;
    if (dependents.length === 0 && offered === undefined && state.traits.offering !== "present") {
      // Nobody need be told, and it has nothing to offer.
      node.availability = looks;
      return;
    }
    if (looks === node.availability && !(mayOffer && offeredBy(node) !== node.offered)) return;
    node.isChanged = true;
    this.#changed.push(node);
  }

  /** `node` may be able to move on. */
  add(node: Travelling): void {
    if (node.isReady) return;
    node.isReady = true;
    this.#ready.push(node);
    if (!this.#scheduled) this.hurry();
  }

  /** Those whose output nobody uses any more may be able to move on. */
  addUnused(offers: readonly NodeOffer[]): void {
    for (let index = 0; index < offers.length; index += 1) {
      const offer = offers[index];
      if (offer?.users === 0) this.add(offer.node);
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
    if (this.#changed.length > 0) this.#propagate();
    let done = 0;
    for (let node = this.#ready[0]; node !== undefined; node = this.#ready[done]) {
      node.isReady = false;
      this.#advance(node);
      if (this.#changed.length > 0) this.#propagate();
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
    this.#stream.hold();
    this.#carryAll();
    this.#stream.release();
  }

  // Nothing follows the loop: it is compiled while it runs for the first time, when it is not known yet
  // how what follows is done, and such code is thrown away at each end of the loop.
  #carryAll(): void {
    for (let node = this.#changed.pop(); node !== undefined; node = this.#changed.pop()) {
      node.isChanged = false;
      this.#carry(node);
    }
  }

  /** Tells the dependents of `node` how it looks now. */
  #carry(node: Travelling): void {
    const before = node.availability;
    const after = availabilityOf(node);
    const offered = offeredBy(node);
    const held = node.offered;
    if (after === before && offered === held) return;
    if (offered !== held && held !== undefined) rememberOffers(node);
    node.availability = after;
    node.offered = offered;
    const looksOther = after !== before;
    const expected = looksOther ? Number(isExpected(after)) - Number(isExpected(before)) : 0;
    const isOther = offered !== held || (looksOther && isUp(after) !== isUp(before));
    const { dependents } = node;
    for (let index = 0; index < dependents.length; index += 1) {
      const dependent: Travelling = dependents[index] ?? node;
      const was = dependent.awaited;
      dependent.awaited = was + expected;
      // One that waits looks at its inputs when it may start.
      if (isOther && dependent.state.kind !== "waiting") this.#inputChanged(dependent, node, held);
      // Whether it waits for one or for many is the same to it, and to those that wait for it.
      if ((was === 0) !== (dependent.awaited === 0)) this.touch(dependent, false);
    }
  }

  /** @param before - what dependents held of `input` */
  #inputChanged(node: Node, input: Node, before: NodeOffer | undefined): void {
    const { state } = node;
    const isOther = input.offered !== before;
    switch (state.kind) {
      case "resting":
        if (isOther && wakes(state.why)) this.#restart(node, input, before, "changed");
        return;
      case "starting":
        // A start that is under way may ask for it at any moment: it needs one that is up.
        this.#lastLoses(node, input);
        this.#restart(node, input, before, "changed");
        return;
      case "aborting":
        this.#lastLoses(node, input);
        return;
      case "updating":
        if (!isUp(input.availability)) this.#restart(node, input, before, "changed");
        return;
      case "started":
      case "outdated":
        if (!isOther) return;
        if (input.offered === undefined) this.#restart(node, input, before, "changed");
        else if (node.run?.manifold.terms.update !== undefined) this.#update(node, input);
        else this.#restart(node, input, before, overlaps(node) ? "renew" : "changed");
        return;
      default:
    }
  }

  #restart(
    node: Node,
    input: Node,
    before: NodeOffer | undefined,
    kind: "changed" | "renew",
  ): void {
    const rested = (node.endedAt ?? -Infinity) + this.#config.bounceBackoff.delay;
    const event = wish(kind, BOUNCE, Math.max(this.#clock.now, rested));
    this.#moves.applyHeld(node, event, inputTrigger(node.name, whatHappened(input, before), input));
  }

  #update(node: Node, input: Node): void {
    const trigger = inputTrigger(node.name, "updated", input);
    this.#moves.applyHeld(node, wish("renew", UPDATE, 0), trigger);
  }

  /** Where the last worker of `node` has lost `input` it must end, whatever becomes of its next. */
  #lastLoses(node: Travelling, { offered, name }: Node): void {
    const { last } = node;
    if (last === undefined || offered !== undefined) return;
    if (!last.run.uses.some((offer) => offer.node.name === name)) return;
    stopServing(last);
    this.touch(node);
    this.add(node);
  }

  #advance(node: Node): void {
    const { state, last } = node;
    if (last !== undefined && isLeft(last)) this.#moves.lastUnused(node);
    switch (state.kind) {
      case "waiting":
        if (node.awaited > 0 || state.notBefore > this.#clock.now || isHeldUp(node)) return;
        break;
      case "outdated":
        if (node.awaited > 0 || state.notBefore > this.#clock.now || node.run?.update) return;
        if (state.next.kind !== "update" && node.last !== undefined) return;
        break;
      case "draining":
        if (isFree(node) && node.run?.update === undefined) this.#moves.apply(node, UNUSED);
        return;
      default:
        return;
    }
    this.#moves.apply(node, go(isLate(node, this.#config)));
  }
}

function whatHappened(
  { availability, offered }: Node,
  before: NodeOffer | undefined,
): InputTrigger {
  if (!isUp(availability) || offered === undefined) return "input went";
  return before === undefined || before === offered ? "input came" : "input changed";
}
