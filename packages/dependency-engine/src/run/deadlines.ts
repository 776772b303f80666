import type { ResolvedConfig } from "../engine-config.js";
import type { Node } from "../graph/node.js";

/** What is to happen to a manifold for no other reason than that time has passed. */
export type Due = "due" | "patience" | "start overrun" | "stop overrun";

/** When time will next matter to `node`, in ms of the clock; Infinity where it does not. */
export function nextTime(node: Node, now: number, config: ResolvedConfig): number {
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
      return node.users > 0 && !state.late ? patienceEnd(since, state.notBefore, config) : Infinity;
    case "draining":
      return state.late ? Infinity : since + config.patience;
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
  const ran = now - since;
  switch (state.kind) {
    case "starting":
      return ran >= startDeadline(node, config) ? "start overrun" : "patience";
    case "aborting":
    case "stopping":
      return ran >= stopDeadline(node, config) ? "stop overrun" : "patience";
    case "waiting":
      return node.users > 0 && now >= patienceEnd(since, state.notBefore, config)
        ? "patience"
        : "due";
    case "absent":
    case "resting":
    case "started":
    case "draining":
      return "patience";
  }
}

/** ms that a start of `node` may take. */
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
