/*
 * The one place where a manifold's state changes: pure, and total over every state and event (a
 * finite state machine). An event that means nothing in a state leaves it as it is, with no effect.
 */
import type {
  Availability,
  Ending,
  NextAction,
  NodeEffect,
  NodeEvent,
  NodeState,
  Step,
} from "./node-state.js";
import {
  BOUNCE,
  ending,
  ENGINE_ENDS,
  outdated,
  returns,
  STARTED,
  starting,
  updating,
  waiting,
  wakes,
} from "./state-values.js";

type Of<Kind extends NodeState["kind"]> = NodeState & { readonly kind: Kind };

const CAME_UP: Step = enter(STARTED);
const GO: Step = enter(starting(false), "start");
const GO_LATE: Step = enter(starting(true), "start");
// The ends of a wave that goes through the graph, of which there are many: so made once.
const DRAIN_TO_RESTART: Step = enter(ending("draining", BOUNCE, false));
const STOP_TO_RESTART: Step = enter(ending("stopping", BOUNCE, false), "kill");
const DRAIN_TO_END: Step = enter(ending("draining", ENGINE_ENDS, false));
const STOP_TO_END: Step = enter(ending("stopping", ENGINE_ENDS, false), "kill");

/** What follows when `event` happens to a manifold in `state`. */
export function transition(state: NodeState, event: NodeEvent): Step {
  switch (state.kind) {
    case "absent":
      return event.kind === "install" ? enter(waiting(event.at)) : stay(state);
    case "resting":
      return whenResting(state, event);
    case "waiting":
      return whenWaiting(state, event);
    case "starting":
      return whenStarting(state, event);
    case "started":
      return whenStarted(state, event);
    case "outdated":
      return whenOutdated(state, event);
    case "updating":
      return whenUpdating(state, event);
    case "draining":
    case "aborting":
    case "stopping":
      return whenEnding(state, event);
  }
}

function whenResting(state: Of<"resting">, event: NodeEvent): Step {
  switch (event.kind) {
    case "changed":
      return wakes(state.why) ? enter(waiting(event.at)) : stay(state);
    case "release":
      return state.why === "held" ? enter(waiting(event.at)) : stay(state);
    case "stop":
      // Nothing but a removal changes how the engine's own end left it.
      if (state.why === "engine" && event.next.kind !== "remove") return stay(state);
      return returns(event.next) && !wakes(state.why)
        ? stay(state)
        : after(event.next, event.at, false);
    default:
      return stay(state);
  }
}

function whenWaiting(state: Of<"waiting">, event: NodeEvent): Step {
  switch (event.kind) {
    case "go":
      return event.late ? GO_LATE : GO;
    case "stop":
      return after(event.next, event.at, false);
    case "due":
      // Whatever the clock says now: a clock that was set back must not delay it again.
      return enter(waiting(0, event.late));
    case "patience":
      return enter(waiting(state.notBefore, true));
    default:
      return stay(state);
  }
}

function whenStarting(state: Of<"starting">, event: NodeEvent): Step {
  switch (event.kind) {
    case "started":
      return CAME_UP;
    case "ended":
      return after(event.next, event.at, event.late);
    case "fell back":
      return fallBack(event.next, event.at, event.late);
    case "changed":
    case "stop":
      return abort(event.next, state.late);
    case "patience":
      return enter(starting(true));
    default:
      return stay(state);
  }
}

function whenStarted(state: Of<"started">, event: NodeEvent): Step {
  switch (event.kind) {
    case "renew":
      return enter(outdated(event.next, event.at, false));
    case "ended":
      return after(event.next, event.at, event.late);
    case "changed":
    case "stop":
      return drain(event.next);
    default:
      return stay(state);
  }
}

function whenOutdated(state: Of<"outdated">, event: NodeEvent): Step {
  switch (event.kind) {
    case "renew":
      return enter(outdated(further(state.next, event.next), event.at, state.late));
    case "go":
      if (state.next.kind === "update") return enter(updating(event.late), "update");
      return event.late ? GO_LATE : GO;
    case "ended":
      return after(event.next, event.at, event.late);
    case "changed":
    case "stop":
      return enter(ending("draining", further(state.next, event.next), false));
    case "due":
      return enter(outdated(state.next, 0, event.late));
    case "patience":
      return enter(outdated(state.next, state.notBefore, true));
    default:
      return stay(state);
  }
}

function whenUpdating(state: Of<"updating">, event: NodeEvent): Step {
  switch (event.kind) {
    case "updated":
      return CAME_UP;
    case "renew":
      // What changes again while it is updated is looked at afterwards.
      if (event.next.kind === "update") return stay(state);
      return enter(outdated(event.next, event.at, state.late), "interrupt");
    case "ended":
      return after(event.next, event.at, event.late);
    case "changed":
    case "stop":
      return enter(ending("draining", event.next, false), "interrupt");
    case "patience":
      return enter(updating(true));
    default:
      return stay(state);
  }
}

function whenEnding(state: Ending, event: NodeEvent): Step {
  switch (event.kind) {
    case "fell back":
      return state.kind === "aborting" ? fallBack(event.next, event.at, event.late) : stay(state);
    case "started":
      return state.kind === "aborting" ? kill(state) : stay(state);
    case "unused":
      return state.kind === "draining" ? kill(state) : stay(state);
    case "ended":
      return after(event.next, event.at, event.late);
    case "release":
      return state.next.kind === "rest" && state.next.why === "held"
        ? enter(ending(state.kind, BOUNCE, state.late))
        : stay(state);
    case "stop":
      return enter(ending(state.kind, further(state.next, event.next), state.late));
    case "patience":
      return enter(ending(state.kind, state.next, true));
    default:
      return stay(state);
  }
}

/** Whether dependents can have its output. */
export function isUp(availability: Availability): boolean {
  return availability === "up" || availability === "outdated";
}

/** Whether dependents that are not running wait for it. */
export function isExpected(availability: Availability): boolean {
  return availability === "expected" || availability === "outdated";
}

/** Whether it has a worker, or a start, that must end. */
export function mustEnd(state: NodeState): state is Ending {
  return state.kind === "draining" || state.kind === "aborting" || state.kind === "stopping";
}

/** Whether it is a start that was told to end, and not because it took too long. */
export function isUnwantedStart(state: NodeState): boolean {
  return state.kind === "aborting" && state.next.kind !== "retry";
}

/** Of two wishes for one worker, the one that goes further; of two that go as far, the later. */
function further(first: NextAction, second: NextAction): NextAction {
  return reach(second) >= reach(first) ? second : first;
}

function reach(next: NextAction): number {
  switch (next.kind) {
    case "update":
      return -1;
    case "bounce":
      return 0;
    case "retry":
      return 1;
    case "rest":
      return next.why === "engine" ? 4 : 2;
    case "replace":
    case "remove":
      return 3;
  }
}

/** What follows where nothing runs, or no longer does. */
function after(next: NextAction, at: number, late: boolean): Step {
  return { state: next.lands ?? waiting(at, late), effect: "none" };
}

/** The next worker did not come up: the last one runs on, until it is tried again, or must end as well. */
function fallBack(next: NextAction, at: number, late: boolean): Step {
  return returns(next) ? enter(outdated(BOUNCE, at, late)) : enter(ending("draining", next, false));
}

function abort(next: NextAction, late: boolean): Step {
  return enter(ending("aborting", next, late), "abort");
}

function drain(next: NextAction): Step {
  if (next === BOUNCE) return DRAIN_TO_RESTART;
  if (next === ENGINE_ENDS) return DRAIN_TO_END;
  return enter(ending("draining", next, false));
}

function kill(state: Ending): Step {
  if (state === DRAIN_TO_RESTART.state) return STOP_TO_RESTART;
  if (state === DRAIN_TO_END.state) return STOP_TO_END;
  return enter(ending("stopping", state.next, state.late), "kill");
}

function enter(state: NodeState, effect: NodeEffect = "none"): Step {
  return { state, effect };
}

function stay(state: NodeState): Step {
  return { state, effect: "none" };
}
