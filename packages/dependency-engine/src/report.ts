import type { Node } from "./node.js";

/** How a manifold is doing, in the words (and keys) of Juju's engine report. */
export interface ManifoldReport {
  state: "starting" | "started" | "stopping" | "stopped";
  inputs: string[];
  /** Successful starts so far, over all of its workers. */
  "start-count"?: number;
  /** When the present worker started, UTC, `YYYY-MM-DD HH:MM:SS`; absent while none runs. */
  started?: string;
  /** What the last worker, or start, ended with. */
  error?: string;
  /** What the worker says of itself. */
  report?: unknown;
}

/** A snapshot of the engine, ready to be written as JSON. */
export interface EngineReport {
  state: "started" | "stopping" | "stopped";
  manifolds: Record<string, ManifoldReport>;
  /** The worst fatal error so far. */
  error?: string;
}

/** Reports on one manifold. The worker's own word is asked for, and its failure to give one told. */
export function reportNode(node: Node): ManifoldReport {
  const report: ManifoldReport = {
    state: STATES[node.state.kind],
    inputs: node.inputs.map((input) => input.name),
  };
  if (node.startCount > 0) report["start-count"] = node.startCount;
  if (node.worker !== undefined && node.startedAt !== undefined) {
    report.started = timestamp(node.startedAt);
  }
  if (node.error !== undefined) report.error = textOf(node.error);
  const own = ownReport(node);
  if (own !== undefined) report.report = own;
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

function ownReport(node: Node): unknown {
  if (node.worker?.report === undefined) return undefined;
  try {
    return node.worker.report();
  } catch (error) {
    return { error: textOf(error) };
  }
}

/** One line for any thrown value. */
export function textOf(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : error.message;
  return String(error);
}

function timestamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
