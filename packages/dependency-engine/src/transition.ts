/*
 * The one place where a manifold's state changes: pure, and total over every state and event.
 * An event that means nothing in a state leaves it as it is, with no effect.
 */
import type { NodeEvent, NodeState, Outlook, Reaction, Sequel, Step } from "./node-state.js";

export const ABSENT: NodeState = { kind: "absent" };
const STARTED: Step = { state: { kind: "started" }, effect: "none" };
const STARTING: Step = { state: { kind: "starting", late: false }, effect: "start" };
const REMOVED: Step = { state: ABSENT, effect: "none" };

/** What follows when `event` happens to a manifold in `state`. */
export function transition(state: NodeState, event: NodeEvent): Step {
  switch (state.kind) {
    case "absent":
      return event.kind === "install" ? waiting(event.now) : stay(state);
    case "resting":
      return whenResting(state, event);
    case "waiting":
      return whenWaiting(state, event);
    case "starting":
      return whenStarting(state, event);
    case "started":
      return whenStarted(state, event);
    case "condemned":
    case "aborting":
    case "stopping":
      return whenEnding(state, event);
  }
}

/** How a manifold in `state` looks to its dependents; `hopeful` where an input of it is coming. */
export function outlookOf(state: NodeState, hopeful: boolean): Outlook {
  switch (state.kind) {
    case "absent":
      return "down";
    case "resting":
      return hopeful && wakes(state.why) ? "coming" : "down";
    case "started":
      return "up";
    case "waiting":
    case "starting":
      return state.late ? "down" : "coming";
    case "condemned":
    case "aborting":
    case "stopping":
      return state.late || !returns(state.next) ? "down" : "coming";
  }
}

function whenResting(state: NodeState & { kind: "resting" }, event: NodeEvent): Step {
  switch (event.kind) {
    case "changed":
      return wakes(state.why) ? waiting(event.notBefore) : stay(state);
    case "condemn":
      return aside(event.next, event.now);
    default:
      return stay(state);
  }
}

function whenWaiting(state: NodeState & { kind: "waiting" }, event: NodeEvent): Step {
  switch (event.kind) {
    case "go":
      return STARTING;
    case "condemn":
      return event.next.kind === "restart" ? stay(state) : aside(event.next, event.now);
    case "due":
      return { state: { ...state, late: false }, effect: "none" };
    case "patience":
      return { state: { ...state, late: true }, effect: "none" };
    default:
      return stay(state);
  }
}

function whenStarting(state: NodeState & { kind: "starting" }, event: NodeEvent): Step {
  switch (event.kind) {
    case "started":
      return STARTED;
    case "ended":
      return after(event.reaction);
    case "changed":
      return { state: { kind: "aborting", next: RESTART, late: state.late }, effect: "abort" };
    case "condemn":
      return { state: { kind: "aborting", next: event.next, late: state.late }, effect: "abort" };
    case "patience":
      return { state: { kind: "starting", late: true }, effect: "none" };
    default:
      return stay(state);
  }
}

function whenStarted(state: NodeState & { kind: "started" }, event: NodeEvent): Step {
  switch (event.kind) {
    case "ended":
      return after(event.reaction);
    case "changed":
      return { state: { kind: "condemned", next: RESTART, late: false }, effect: "none" };
    case "condemn":
      return { state: { kind: "condemned", next: event.next, late: false }, effect: "none" };
    default:
      return stay(state);
  }
}

function whenEnding(
  state: NodeState & { kind: "condemned" | "aborting" | "stopping" },
  event: NodeEvent,
): Step {
  switch (event.kind) {
    case "started":
      return { state: { ...state, kind: "stopping" }, effect: "kill" };
    case "released":
      return state.kind === "condemned"
        ? { state: { ...state, kind: "stopping" }, effect: "kill" }
        : stay(state);
    case "ended":
      return after(event.reaction);
    case "condemn":
      return { state: { ...state, next: stronger(state.next, event.next) }, effect: "none" };
    case "patience":
      return { state: { ...state, late: true }, effect: "none" };
    case "abandon":
      return { state: after(event.reaction).state, effect: "abandon" };
    default:
      return stay(state);
  }
}

export const RESTART: Sequel = { kind: "restart" };

/** Of two wishes for one worker, the one that goes further; of two equal ones, the later. */
function stronger(first: Sequel, second: Sequel): Sequel {
  return STRENGTH[second.kind] >= STRENGTH[first.kind] ? second : first;
}

const STRENGTH = { restart: 0, fail: 1, rest: 2, remove: 3 } as const;

/** Whether a manifold will be started again by itself. */
function returns(next: Sequel): boolean {
  return next.kind === "restart" || next.kind === "fail";
}

/** Whether a change of an input ends this rest. */
function wakes(why: (NodeState & { kind: "resting" })["why"]): boolean {
  return why !== "held" && why !== "engine";
}

/** What a wish means for a manifold that has no worker to stop. */
function aside(next: Sequel, now: number): Step {
  switch (next.kind) {
    case "restart":
    case "fail":
      return waiting(now);
    case "rest":
      return { state: { kind: "resting", why: next.why }, effect: "none" };
    case "remove":
      return REMOVED;
  }
}

function after(reaction: Reaction): Step {
  switch (reaction.kind) {
    case "restart":
      return {
        state: { kind: "waiting", notBefore: reaction.notBefore, late: reaction.late },
        effect: "none",
      };
    case "rest":
      return { state: { kind: "resting", why: reaction.why }, effect: "none" };
    case "remove":
      return REMOVED;
  }
}

function waiting(notBefore: number): Step {
  return { state: { kind: "waiting", notBefore, late: false }, effect: "none" };
}

function stay(state: NodeState): Step {
  return { state, effect: "none" };
}
