/*
 * Makers of what can happen to a manifold. All have the same fields in the same order: see
 * state-values.ts.
 */
import type { NextAction, NodeEvent } from "./node-state.js";

function event<Kind, Next>(
  kind: Kind,
  at: number,
  late: boolean,
  next: Next,
): { kind: Kind; at: number; late: boolean; next: Next } {
  return { kind, at, late, next };
}

export const CAME_UP: NodeEvent = event("started", 0, false, undefined);
export const UPDATED: NodeEvent = event("updated", 0, false, undefined);
export const UNUSED: NodeEvent = event("unused", 0, false, undefined);
export const PATIENCE: NodeEvent = event("patience", 0, false, undefined);

export function timed(kind: "install" | "release", at: number): NodeEvent {
  return event(kind, at, false, undefined);
}

const GO: NodeEvent = event("go", 0, false, undefined);
const GO_LATE: NodeEvent = event("go", 0, true, undefined);

export function go(late: boolean): NodeEvent {
  return late ? GO_LATE : GO;
}

export function due(late: boolean): NodeEvent {
  return event("due", 0, late, undefined);
}

/** @param at - from when on a start is allowed, where one is to follow */
export function ended(next: NextAction, at: number, late: boolean): NodeEvent {
  return event("ended", at, late, next);
}

/** @param at - from when on the next start is allowed */
export function fellBack(next: NextAction, at: number, late: boolean): NodeEvent {
  return event("fell back", at, late, next);
}

/** @param at - from when on a start is wanted, where nothing runs */
export function wish(kind: "changed" | "renew" | "stop", next: NextAction, at: number): NodeEvent {
  return event(kind, at, false, next);
}
