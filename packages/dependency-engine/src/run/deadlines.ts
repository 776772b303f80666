import type { ResolvedConfig } from "../engine-config.js";
import type { Node } from "../graph/node.js";
import { isFree } from "../graph/serving.js";

/** What is to happen to a manifold for no other reason than that time has passed. */
export type Due =
  | "due"
  | "patience"
  | "start overrun"
  | "stop overrun"
  | "update overrun"
  /** An update that was told that it is not wanted any more does not return. */
  | "update stuck"
  /** Its last worker, beside the next one, does not stop. */
  | "last overrun";

/** When time will next matter to `node`, in ms of the clock; Infinity where it does not. */
export function nextTime(node: Node, now: number, config: ResolvedConfig): number {
  return Math.min(timeOfState(node, now, config), lastMustEndBy(node, config));
}

function timeOfState(node: Node, now: number, config: ResolvedConfig): number {
  const { state, since } = node;
  switch (state.kind) {
    case "absent":
    case "resting":
    case "started":
      return Infinity;
    case "waiting":
      if (state.notBefore > now) return state.notBefore;
      // Only dependents that are slow to stop hold it up beyond its delay; inputs answer for
      // themselves.
      return !isFree(node) && !state.late ? patienceEnd(since, state.notBefore, config) : Infinity;
    case "outdated":
      if (state.notBefore > now) return state.notBefore;
      return since + sooner(state.late, stuckAfter(node, config), lastPatience(node, config));
    case "updating":
      return since + sooner(state.late, startDeadline(node, config), config.patience);
    case "draining":
      return since + sooner(state.late, stuckAfter(node, config), config.patience);
    case "starting":
      return (
        since +
        sooner(state.late, startDeadline(node, config), config.patience - node.failures.waitedMs)
      );
    case "aborting":
    case "stopping":
      return since + sooner(state.late, stopDeadline(node, config), config.patience);
  }
}

/** What it means that the time of `node` has come. */
export function whatIsDue(node: Node, now: number, config: ResolvedConfig): Due {
  const { state, since } = node;
  if (now >= lastMustEndBy(node, config)) return "last overrun";
  const ran = now - since;
  switch (state.kind) {
    case "updating":
      return ran >= startDeadline(node, config) ? "update overrun" : "patience";
    case "outdated":
      if (ran >= stuckAfter(node, config)) return "update stuck";
      return state.notBefore > 0 && now >= state.notBefore ? "due" : "patience";
    case "draining":
      return ran >= stuckAfter(node, config) ? "update stuck" : "patience";
    case "starting":
      return ran >= startDeadline(node, config) ? "start overrun" : "patience";
    case "aborting":
    case "stopping":
      return ran >= stopDeadline(node, config) ? "stop overrun" : "patience";
    case "waiting":
      return !isFree(node) && now >= patienceEnd(since, state.notBefore, config)
        ? "patience"
        : "due";
    case "absent":
    case "resting":
    case "started":
      return "patience";
  }
}

/** ms that an update of `node`, which is not wanted any more, may go on. */
function stuckAfter(node: Node, config: ResolvedConfig): number {
  return node.run?.update === undefined ? Infinity : stopDeadline(node, config);
}

/** ms that dependents wait for one that waits for its last worker, or update, to end; inputs answer for themselves. */
function lastPatience({ last, run }: Node, { patience }: ResolvedConfig): number {
  return last === undefined && run?.update === undefined ? Infinity : patience;
}

function lastMustEndBy({ last }: Node, config: ResolvedConfig): number {
  if (last?.phase !== "stopping") return Infinity;
  return last.since + (last.run.manifold.stopDeadline ?? config.stopDeadline);
}

/** ms that a start, or an update, of `node` may take. */
export function startDeadline(node: Node, config: ResolvedConfig): number {
  return node.manifold?.startDeadline ?? config.startDeadline;
}

/** ms that a worker of `node` may take to end. */
export function stopDeadline(node: Node, config: ResolvedConfig): number {
  return node.manifold?.stopDeadline ?? config.stopDeadline;
}

/** When the patience with one that has waited since `since`, for a delay until `notBefore`, ends. */
function patienceEnd(since: number, notBefore: number, config: ResolvedConfig): number {
  return Math.max(since, notBefore) + config.patience;
}

function sooner(late: boolean, deadline: number, patience: number): number {
  return late ? deadline : Math.min(patience, deadline);
}

/** Whether dependents have waited for `node` long enough, over all that it tried since it last ran. */
export function isLate({ failures }: Node, { patience }: ResolvedConfig): boolean {
  return failures.waitedMs > patience;
}
