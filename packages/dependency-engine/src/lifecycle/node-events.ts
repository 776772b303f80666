/*
 * Makers of the values that every step of a wave makes and reads. A runtime compiles the code that
 * reads them for the shapes it has seen, and throws it away at the first that is new: at a kill, say,
 * after years of restarts. So all values of one type have the same fields in the same order, also
 * those that mean nothing for some of them.
 */
import type {
  Ending,
  NodeEvent,
  NodeState,
  Outlook,
  Reaction,
  RestReason,
  Sequel,
  Traits,
} from "./node-state.js";

function traits(
  alive: Traits["alive"],
  moving: Traits["moving"],
  look: Outlook,
  hopefulLook: Outlook,
): Traits {
  return { alive, moving, look, hopefulLook };
}

const ASLEEP = traits(0, 0, "down", "down");
/** A change of an input would wake it. */
const WAKEFUL = traits(0, 0, "down", "open");
const COMING = traits(0, 1, "open", "open");
const BUSY = traits(1, 1, "open", "open");
const BUSY_LATE = traits(1, 1, "down", "down");
const RUNNING = traits(1, 0, "up", "wavering");

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

export function ending(kind: Ending["kind"], next: Sequel, late: boolean): NodeState {
  return state(kind, late, 0, undefined, next, late ? BUSY_LATE : BUSY);
}

/** What follows an end: a sequel, a plan or a reaction. */
function course<Kind, Why, Failure>(
  kind: Kind,
  why: Why,
  error: Failure,
  notBefore: number,
  late: boolean,
): { kind: Kind; why: Why; error: Failure; notBefore: number; late: boolean } {
  return { kind, why, error, notBefore, late };
}

/** A course that says no more than its kind. */
export function plain<Kind extends string>(kind: Kind): { readonly kind: Kind } {
  return course(kind, undefined, undefined, 0, false);
}

export const RESTART: Sequel = plain("restart");

export function fail(error: unknown): Sequel {
  return course("fail", undefined, error, 0, false);
}

export function rest(why: RestReason): { readonly kind: "rest"; readonly why: RestReason } {
  return course("rest", why, undefined, 0, false);
}

export function restart(notBefore: number, late: boolean): Reaction {
  return course("restart", undefined, undefined, notBefore, late);
}

function event<Kind, Next, Outcome>(
  kind: Kind,
  now: number,
  late: boolean,
  next: Next,
  reaction: Outcome,
): { kind: Kind; now: number; late: boolean; next: Next; reaction: Outcome } {
  return { kind, now, late, next, reaction };
}

export const CAME_UP: NodeEvent = event("started", 0, false, undefined, undefined);
export const FREE: NodeEvent = event("free", 0, false, undefined, undefined);
export const PATIENCE: NodeEvent = event("patience", 0, false, undefined, undefined);

export function timed(kind: "install" | "release", now: number): NodeEvent {
  return event(kind, now, false, undefined, undefined);
}

export function allowed(kind: "go" | "due", late: boolean): NodeEvent {
  return event(kind, 0, late, undefined, undefined);
}

export function ended(reaction: Reaction): NodeEvent {
  return event("ended", 0, false, undefined, reaction);
}

/** @param now - from when on a start is wanted, where nothing runs */
export function wish(kind: "changed" | "condemn", next: Sequel, now: number): NodeEvent {
  return event(kind, now, false, next, undefined);
}
