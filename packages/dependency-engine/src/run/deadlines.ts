import type { ResolvedConfig } from "../engine-config.js";
import type { Node, NodeRun } from "../graph/node.js";
import { isHeldUp } from "../graph/serving.js";
import type { StopBudget } from "./stop-budget.js";

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

/** How long things may take: what is configured, and what is left of the time to stop. */
export interface Limits {
  readonly config: ResolvedConfig;
  readonly stopBudget: StopBudget;
}

/** When time will next matter to `node`, in ms of the clock; Infinity where it does not. */
export function nextTime(node: Node, now: number, limits: Limits): number {
  return Math.min(timeOfState(node, now, limits), lastMustEndBy(node, limits));
}

/** The same where it has no last worker. */
export function timeOfState(node: Node, now: number, limits: Limits): number {
  const { config } = limits;
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
      return isHeldUp(node) && !state.late ? patienceEnd(since, state.notBefore, config) : Infinity;
    case "outdated":
      if (state.notBefore > now) return state.notBefore;
      return since + sooner(state.late, stuckAfter(node, limits), lastPatience(node, config));
    case "updating":
      return since + sooner(state.late, startDeadline(node, config), config.patience);
    case "draining":
      if (node.run?.update === undefined) return state.late ? Infinity : since + config.patience;
      return since + sooner(state.late, stuckAfter(node, limits), config.patience);
    case "starting":
      return (
        since +
        sooner(state.late, startDeadline(node, config), config.patience - node.failures.waitedMs)
      );
    case "aborting":
    case "stopping":
      return since + sooner(state.late, stopDeadline(node, limits), config.patience);
  }
}

/** What it means that the time of `node` has come. */
export function whatIsDue(node: Node, now: number, limits: Limits): Due {
  const { config } = limits;
  const { state, since } = node;
  if (now >= lastMustEndBy(node, limits)) return "last overrun";
  const ran = now - since;
  switch (state.kind) {
    case "updating":
      return ran >= startDeadline(node, config) ? "update overrun" : "patience";
    case "outdated":
      if (ran >= stuckAfter(node, limits)) return "update stuck";
      return state.notBefore > 0 && now >= state.notBefore ? "due" : "patience";
    case "draining":
      return ran >= stuckAfter(node, limits) ? "update stuck" : "patience";
    case "starting":
      return ran >= startDeadline(node, config) ? "start overrun" : "patience";
    case "aborting":
    case "stopping":
      return ran >= stopDeadline(node, limits) ? "stop overrun" : "patience";
    case "waiting":
      return isHeldUp(node) && now >= patienceEnd(since, state.notBefore, config)
        ? "patience"
        : "due";
    case "absent":
    case "resting":
    case "started":
      return "patience";
  }
}

/** ms that an update of `node`, which is not wanted any more, may go on. */
function stuckAfter(node: Node, limits: Limits): number {
  return node.run?.update === undefined ? Infinity : stopDeadline(node, limits);
}

/** ms that dependents wait for one that waits for its last worker, or update, to end; inputs answer for themselves. */
function lastPatience({ last, run }: Node, { patience }: ResolvedConfig): number {
  return last === undefined && run?.update === undefined ? Infinity : patience;
}

function lastMustEndBy({ last }: Node, limits: Limits): number {
  return last?.phase === "stopping"
    ? last.since + runDeadline(last.run, last.since, limits)
    : Infinity;
}

/** ms that a start, or an update, of `node` may take. */
export function startDeadline(node: Node, config: ResolvedConfig): number {
  return node.manifold?.terms.startDeadline ?? config.startDeadline;
}

/** ms that a worker of `node` may take to end since it was told to. */
export function stopDeadline({ run, since }: Node, limits: Limits): number {
  return run === undefined ? limits.config.stopDeadline : runDeadline(run, since, limits);
}

/** The same for one worker, or start, that was told to stop at `since`. */
export function runDeadline(run: NodeRun, since: number, limits: Limits): number {
  const usual = run.stopsWithin ?? limits.config.stopDeadline;
  return Math.min(
    run.manifold.terms.stopDeadline ?? usual,
    limits.stopBudget.shareOf(since, run.usesNone),
  );
}

/** ms that one that stops others in turn may take, itself no more than one of them. */
export function stopLimit(run: NodeRun, since: number, limits: Limits): number {
  const share = limits.stopBudget.shareOf(since, run.usesNone);
  return Math.min(run.manifold.terms.stopDeadline ?? Infinity, share);
}

/** What may be the reason that `node` did not stop: one that took the signal of its start for its own. */
export function overrunHint({ run }: Node): string {
  return run?.worker !== undefined && run.isWatched
    ? "; its start asked for its signal, which kill() does not abort: a worker needs one of its own"
    : "";
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
