// How one manifold looks from outside, folded from the events that tell of it.
//
//   waiting ──► starting ──► started ──► draining ──► stopping ──► waiting | resting | gone
import type { ManifoldPhase } from "@holdfast/dependency-engine";
import type { ErrorFacts } from "@holdfast/ports";

import type { SeenEvent } from "./seen-event.js";

/** Where a manifold is, as far as its events tell. */
export type NodePhase = Exclude<ManifoldPhase, "absent">;

/** Something that was thrown, and when, in ms of the engine's clock. */
export interface PastError extends ErrorFacts {
  readonly at: number;
}

/** What set a manifold moving: which one, how, and with what error. */
export interface BecauseView {
  readonly manifold: string;
  readonly what: string;
  readonly error?: ErrorFacts;
}

/** Everything shown of a manifold. Times in ms of the engine's clock. */
export interface NodeView {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly optional: readonly string[];
  readonly phase: NodePhase;
  /** When it entered its phase. */
  readonly since: number;
  readonly starts: number;
  readonly failures: number;
  /** When it will be tried again; while it waits for that. */
  readonly retryAt?: number;
  /** Why it rests; while it does. */
  readonly rest?: string;
  /** Why it does not run as it should, in its worker's words; while it says so. */
  readonly degraded?: string;
  /** The inputs it was last started without. */
  readonly without?: readonly string[];
  readonly because?: BecauseView;
  /** The last few, latest first. */
  readonly errors: readonly PastError[];
}

/** An event of one manifold. */
export type NodeEvent = Extract<SeenEvent, { readonly manifold: string }>;

const keptErrors = 5;

/** A manifold of which nothing is known but its name and inputs. */
export function newNode(
  name: string,
  inputs: readonly string[],
  optional: readonly string[],
  since: number,
): NodeView {
  return { name, inputs, optional, phase: "waiting", since, starts: 0, failures: 0, errors: [] };
}

/** The manifold after an event of its own; undefined once it was removed. */
export function nodeAfter(node: NodeView, event: NodeEvent): NodeView | undefined {
  switch (event.kind) {
    case "installed":
    case "replaced":
      return { ...node, inputs: event.inputs, optional: event.optional };
    case "removed":
      return undefined;
    case "degraded":
      return { ...node, degraded: event.reason };
    case "recovered":
      return well(node);
    case "starting":
      return {
        ...enter(well(node), "starting", event.at),
        because: event.because,
        without: event.without,
      };
    case "started":
      return { ...enter(node, "started", event.at), starts: event.count };
    case "outdated":
    case "updating":
      return { ...enter(node, event.kind, event.at), because: event.because };
    case "updated":
      return enter(node, "started", event.at);
    case "update failed":
    case "same failed":
      return remember(node, event.at, event.error);
    case "kept":
    case "superseded":
      return node;
    case "last ended":
      return event.outcome === "failed" && event.error !== undefined
        ? remember(node, event.at, event.error)
        : node;
    case "draining":
    case "aborting":
      return { ...enter(node, event.kind, event.at), because: event.because };
    case "stopping":
      return enter(node, "stopping", event.at);
    case "ended":
      return ended(node, event);
    case "retrying":
      // One whose last worker runs on waits in its own way.
      return {
        ...enter(node, node.phase === "outdated" ? "outdated" : "waiting", event.at),
        retryAt: event.at + event.delay,
      };
    case "resting":
      return { ...enter(node, "resting", event.at), rest: event.why };
    case "overran":
      return remember(node, event.at, {
        code: `ERR_${event.what.toUpperCase()}_OVERRUN`,
        message: `its ${event.what} took longer than ${event.deadline} ms`,
      });
    case "ended late":
      return event.error === undefined ? node : remember(node, event.at, event.error);
    case "kill failed":
    case "fatal":
      return remember(node, event.at, event.error);
    case "escalated":
      return node;
  }
}

function ended(node: NodeView, event: Extract<NodeEvent, { kind: "ended" }>): NodeView {
  const waiting = enter(well(node), "waiting", event.at);
  if (event.outcome !== "failed") return waiting;
  const failed = { ...waiting, failures: node.failures + 1 };
  return event.error === undefined ? failed : remember(failed, event.at, event.error);
}

// Each worker begins well.
function well({ degraded: _degraded, ...node }: NodeView): NodeView {
  return node;
}

// What was true of one phase alone is left behind with it.
function enter(node: NodeView, phase: NodePhase, at: number): NodeView {
  const { retryAt: _retryAt, rest: _rest, ...kept } = node;
  return { ...kept, phase, since: node.phase === phase ? node.since : at };
}

function remember(node: NodeView, at: number, error: ErrorFacts): NodeView {
  return { ...node, errors: [{ ...error, at }, ...node.errors].slice(0, keptErrors) };
}
