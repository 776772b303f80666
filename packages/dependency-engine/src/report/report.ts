import { errorFacts } from "@holdfast/ports";
import type { ManifoldPhase } from "../lifecycle/phase.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { inputNames, type InstalledNode } from "../graph/node.js";
import type { EngineState } from "../lifecycle/engine-state.js";
import { isUp } from "../lifecycle/transition.js";

/**
 * How a manifold is doing. The first seven keys are those of Juju's engine report, with Juju's
 * meaning; the others are ours, and left out where they say nothing.
 */
export interface ManifoldReport {
  state: "starting" | "started" | "stopping" | "stopped";
  inputs: string[];
  /** Successful starts so far, over all of its workers. */
  "start-count"?: number;
  /** When the present worker started, by the machine's date, UTC, `YYYY-MM-DD HH:MM:SS`; absent while none runs. */
  started?: string;
  /** What the last worker, or start, ended with. */
  error?: string;
  /** What the worker says of itself; an engine's own report, where the worker is one. */
  report?: unknown;

  /** Where it is in its life: finer than `state`. */
  phase: ManifoldPhase;
  /** Inputs that it can do without. */
  optional?: string[];
  /** When it entered its phase, in ms of the engine's clock. */
  since: number;
  /** The code of the error, where it has one. */
  "error-code"?: string;
  /** Why a stopped one is not about to start: it misses an input, finished, was degraded or held. */
  resting?: "missing" | "finished" | "degraded" | "held" | "engine";
  /** Inputs that are not running. */
  missing?: string[];
  /** Starts tried, in vain, since it last ran. */
  attempts?: number;
  /** When it is tried again, in ms of the engine's clock, where it waits for a time. */
  "next-attempt"?: number;
  /** Workers that were abandoned because they did not stop, and have not ended since. */
  abandoned?: number;
  /** How often its worker took new inputs while it ran, over all of its workers. */
  "update-count"?: number;
  /** What the worker before the present one, or the one that is starting, is doing beside it. */
  "last-worker"?: "serving" | "leaving" | "stopping";
  /** Why its worker says that it does not run as it should; absent where it says no such thing. */
  degraded?: string;
  /** Since when it says so, in ms of the engine's clock. */
  "degraded-since"?: number;
  /** Its worker's own report took too long, and is left out. */
  "report-overran"?: true;
}

/** A snapshot of an engine, ready to be written as JSON. */
export interface EngineReport {
  state: EngineState;
  manifolds: Record<string, ManifoldReport>;
  /** The worst fatal error so far. */
  error?: string;
  /** Whose workers did not end in time and have not ended since, installed or not. */
  abandoned?: string[];
}

/**
 * What is known of `node` without asking its worker.
 * @param abandoned - how many workers of it were
 */
export function reportNode(
  node: InstalledNode,
  clock: CachedClock,
  abandoned: number,
): ManifoldReport {
  const { state } = node;
  const { inputs, optional } = inputNames(node);
  const report: ManifoldReport = {
    state: JUJU_STATES[state.kind],
    phase: state.kind,
    inputs,
    since: clock.onClock(node.since),
  };
  if (node.startCount > 0) report["start-count"] = node.startCount;
  if (node.run?.worker !== undefined && node.startedAt !== undefined) {
    report.started = timestamp(clock.dateOf(node.startedAt));
  }
  if (node.error !== undefined) {
    const { message, code } = errorFacts(node.error);
    report.error = message;
    if (code !== undefined) report["error-code"] = code;
  }
  if (optional !== undefined) report.optional = optional;
  if (state.kind === "resting") report.resting = state.why;
  const missing = node.inputs.filter((input) => !isUp(input.availability));
  if (missing.length > 0) report.missing = missing.map((input) => input.name);
  if (node.attempts > 0) report.attempts = node.attempts;
  if ((state.kind === "waiting" || state.kind === "outdated") && state.notBefore > clock.now) {
    report["next-attempt"] = clock.onClock(state.notBefore);
  }
  if (node.updateCount > 0) report["update-count"] = node.updateCount;
  if (node.last !== undefined) report["last-worker"] = node.last.phase;
  const degraded = node.run?.degraded;
  if (degraded !== undefined) {
    report.degraded = degraded.reason;
    report["degraded-since"] = clock.onClock(degraded.since);
  }
  if (abandoned > 0) report.abandoned = abandoned;
  return report;
}

/** The four words that Juju's reports have for the phases. */
const JUJU_STATES: Readonly<Record<ManifoldPhase, ManifoldReport["state"]>> = {
  absent: "stopped",
  waiting: "stopped",
  starting: "starting",
  started: "started",
  outdated: "started",
  updating: "started",
  draining: "stopping",
  aborting: "stopping",
  stopping: "stopping",
  resting: "stopped",
};

/** A clock that knows of no date may be beyond all dates. */
function timestamp(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "no date";
  return date.toISOString().slice(0, 19).replace("T", " ");
}
