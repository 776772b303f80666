/*
 * Makers of states, and of what follows an end. A runtime compiles the code that reads values for the
 * shapes it has seen, and throws it away at the first that is new: at a kill, say, after years of
 * restarts. So all values of one type have the same fields in the same order, also those that mean
 * nothing for some of them (hidden classes, inline caches).
 */
import type {
  Availability,
  Ending,
  NextAction,
  NodeState,
  Offering,
  RestReason,
  Traits,
} from "./node-state.js";

function traits(
  alive: Traits["alive"],
  moving: Traits["moving"],
  availability: Availability,
  withInputsExpected: Availability,
  offering: Offering,
): Traits {
  return { alive, moving, availability, withInputsExpected, offering };
}

const ASLEEP = traits(0, 0, "down", "down", "none");
/** A change of an input would wake it. */
const WAKEFUL = traits(0, 0, "down", "expected", "none");
const COMING = traits(0, 1, "expected", "expected", "held");
const BUSY = traits(1, 1, "expected", "expected", "held");
const GOING = traits(1, 1, "expected", "expected", "none");
const BUSY_LATE = traits(1, 1, "down", "down", "none");
const RUNNING = traits(1, 0, "up", "outdated", "present");
const RENEWING = traits(1, 1, "outdated", "outdated", "present");
const RENEWING_LATE = traits(1, 1, "up", "outdated", "present");
/** What a worker beside one that is on its way out counts for, besides its manifold's state. */
export const BESIDE: Traits = traits(1, 1, "down", "down", "none");
export const NOBODY: Traits = ASLEEP;

function state<Kind, Why, Next>(
  kind: Kind,
  late: boolean,
  notBefore: number,
  why: Why,
  next: Next,
  its: Traits,
): { kind: Kind; late: boolean; notBefore: number; why: Why; next: Next; traits: Traits } {
  return { kind, late, notBefore, why, next, traits: its };
}

export const ABSENT: NodeState = state("absent", false, 0, undefined, undefined, ASLEEP);
export const STARTED: NodeState = state("started", false, 0, undefined, undefined, RUNNING);

export function resting(why: RestReason): NodeState {
  return state("resting", false, 0, why, undefined, wakes(why) ? WAKEFUL : ASLEEP);
}

/** Whether a change of an input ends this rest. */
export function wakes(why: RestReason): boolean {
  return why !== "held" && why !== "engine";
}

export function waiting(notBefore: number, late = false): NodeState {
  return state("waiting", late, notBefore, undefined, undefined, late ? ASLEEP : COMING);
}

export function starting(late: boolean): NodeState {
  return state("starting", late, 0, undefined, undefined, late ? BUSY_LATE : BUSY);
}

/** Its worker runs on until it is renewed; where it has waited too long for that nobody waits for it. */
export function outdated(next: NextAction, notBefore: number, late: boolean): NodeState {
  return state("outdated", late, notBefore, undefined, next, late ? RUNNING : RENEWING);
}

export function updating(late: boolean): NodeState {
  return state("updating", late, 0, undefined, undefined, late ? RENEWING_LATE : RENEWING);
}

export function ending(kind: Ending["kind"], next: NextAction, late: boolean): NodeState {
  const its = returns(next) ? BUSY : GOING;
  return state(kind, late, 0, undefined, next, late ? BUSY_LATE : its);
}

/** Whether the manifold will be started again by itself. */
export function returns(next: NextAction): boolean {
  return next.lands === undefined;
}

function action<Kind, Why>(
  kind: Kind,
  why: Why,
  error: unknown,
  lands: NodeState | undefined,
): { kind: Kind; why: Why; error: unknown; lands: NodeState | undefined } {
  return { kind, why, error, lands };
}

export const UPDATE: NextAction = action("update", undefined, undefined, undefined);
export const BOUNCE: NextAction = action("bounce", undefined, undefined, undefined);
export const RETRY: NextAction = action("retry", undefined, undefined, undefined);
export const REPLACE: NextAction = action("replace", undefined, undefined, undefined);
export const REMOVE: NextAction = action("remove", undefined, undefined, ABSENT);

/** What becomes of a manifold once its engine stops. */
export const ENGINE_ENDS: NextAction = rest("engine");

/** @param error - takes the place of what the worker, or start, ends with */
export function retryFor(error: unknown): NextAction {
  return action("retry", undefined, error, undefined);
}

export function rest(why: RestReason): NextAction {
  return action("rest", why, undefined, resting(why));
}
