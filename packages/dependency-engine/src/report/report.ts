import { errorFacts } from "../contract/error-facts.js";
import type { Moment } from "../timers/cached-clock.js";
import type { InstalledNode } from "../graph/node.js";
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
  /** When the present worker started, UTC, `YYYY-MM-DD HH:MM:SS`; absent while none runs. */
  started?: string;
  /** What the last worker, or start, ended with. */
  error?: string;
  /** What the worker says of itself; an engine's own report, where the worker is one. */
  report?: unknown;

  /** Inputs that it can do without. */
  optional?: string[];
  /** When it entered its state, in ms of the clock. */
  since: number;
  /** The code of the error, where it has one. */
  "error-code"?: string;
  /** Why a stopped one is not about to start: it misses an input, finished, was degraded or held. */
  resting?: "missing" | "finished" | "degraded" | "held" | "engine";
  /** Inputs that are not running. */
  missing?: string[];
  /** Starts tried, in vain, since it last ran. */
  attempts?: number;
  /** When it is tried again, in ms of the clock, where it waits for a time. */
  "next-attempt"?: number;
  /** Workers that were abandoned because they did not stop, and have not ended since. */
  abandoned?: number;
  /** Its worker's own report took too long, and is left out. */
  "report-overran"?: true;
}

/** A snapshot of an engine, ready to be written as JSON. */
export interface EngineReport {
  state: EngineState;
  manifolds: Record<string, ManifoldReport>;
  /** The worst fatal error so far. */
  error?: string;
}

/** What is known of `node` without asking its worker. */
export function reportNode(node: InstalledNode, moment: Moment): ManifoldReport {
  const { state, manifold } = node;
  const report: ManifoldReport = {
    state: STATES[state.kind],
    inputs: [...manifold.inputs],
    since: moment.onClock(node.since),
  };
  if (node.startCount > 0) report["start-count"] = node.startCount;
  if (node.worker !== undefined && node.startedAt !== undefined) {
    report.started = timestamp(moment.onClock(node.startedAt));
  }
  if (node.error !== undefined) {
    const { message, code } = errorFacts(node.error);
    report.error = message;
    if (code !== undefined) report["error-code"] = code;
  }
  if (manifold.optional !== undefined) report.optional = [...manifold.optional];
  if (state.kind === "resting") report.resting = state.why;
  const missing = node.inputs.filter((input) => !isUp(input.outlook));
  if (missing.length > 0) report.missing = missing.map((input) => input.name);
  if (node.attempts > 0) report.attempts = node.attempts;
  if (state.kind === "waiting" && state.notBefore > moment.now) {
    report["next-attempt"] = moment.onClock(state.notBefore);
  }
  if (node.abandoned > 0) report.abandoned = node.abandoned;
  return report;
}

const STATES = {
  absent: "stopped",
  resting: "stopped",
  waiting: "stopped",
  starting: "starting",
  started: "started",
  condemned: "stopping",
  aborting: "stopping",
  stopping: "stopping",
} as const;

function timestamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
