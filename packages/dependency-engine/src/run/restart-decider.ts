/*
 * What a worker's end means. Facts in, a decision out: nothing is changed here. Errors are counted as
 * they came, then the manifold's filter has its say, then isFatal, then the policies.
 */
import { type Backoff, delayAfter } from "@holdfast/ports";
import { isBounce } from "../contract/end-signals.js";
import { IntensityError } from "../contract/errors.js";
import { policyFor, type RestartPolicy } from "../contract/restart-policy.js";
import type { ResolvedConfig } from "../engine-config.js";
import type { Node } from "../graph/node.js";
import {
  countForPolicy,
  type FailureRecord,
  type PolicyCount,
} from "../lifecycle/failure-record.js";
import { nextAction } from "../lifecycle/next-action.js";
import type { NextAction, NodeState } from "../lifecycle/node-state.js";
import { FINISHED, type Outcome, outcomeOf } from "../lifecycle/outcome.js";
import { rest } from "../lifecycle/state-values.js";
import { isUnwantedStart } from "../lifecycle/transition.js";
import { applyFilter, type Fatal, judgeFatal, toldDelay } from "./error-callbacks.js";

/** What is known of a manifold whose worker, or start, has ended; still in the state in which it did. */
export type EndedNode = Pick<
  Node,
  "name" | "manifold" | "state" | "since" | "startedAt" | "failures"
> & {
  readonly run: { readonly uses: readonly unknown[] } | undefined;
};

/** What is to be done about a worker that ended. */
export interface RestartDecision {
  /** What it ended with, after the filter. */
  readonly error: unknown;
  readonly outcome: Outcome;
  readonly next: NextAction;
  /** Where it is to be started again: from when on, and whether its dependents wait for it. */
  readonly notBefore: number;
  readonly late: boolean;
  /** What is to be remembered of its failures. */
  readonly failures: FailureRecord;
  /** Ends the engine: with this error, where it is one that counts. */
  readonly fatal: Fatal | undefined;
  /** Its inputs are to be restarted too. */
  readonly escalates: boolean;
}

const DEGRADED: NextAction = rest("degraded");

export class RestartDecider {
  readonly #config: ResolvedConfig;

  constructor(config: ResolvedConfig) {
    this.#config = config;
  }

  /** @param ended - what the worker, or start, ended with at `now`, as it came; undefined is a clean end */
  decide(node: EndedNode, ended: unknown, now: number): RestartDecision {
    const { name, manifold, state, failures: before } = node;
    if (ended === undefined && state.kind === "stopping" && manifold?.terms.filter === undefined) {
      if (state.next.kind !== "retry") return this.#asTold(state.next, before, now);
    }
    const policies = manifold?.terms.restart ?? this.#config.restart;
    const raw = overrun(state) ?? ended;
    const rawOutcome = outcomeOf(raw);
    const inARow = this.#errorsInARow(node, raw, rawOutcome, policies, now);
    const error = applyFilter(name, manifold?.terms.filter, raw);
    const outcome = error === raw ? rawOutcome : outcomeOf(error);
    const fatal = isOrderly(state, outcome, error) ? undefined : judgeFatal(this.#config, error);
    const policy = policyFor(error, policies);
    const counts = fatal === undefined && isFailure(state, outcome);
    const counted = counts ? countForPolicy(before.counts, policy, now) : undefined;
    const excess = counted?.excess;
    const next = excess === "degrade" ? DEGRADED : nextAction(state, outcome);

    const backoff = this.#backoff(next, policy);
    const told = next.kind === "retry" ? toldDelay(policy, error) : undefined;
    const grown = backoff === undefined ? 0 : delayAfter(inARow, backoff, this.#config.random);
    const delay = told ?? grown;
    const tried = state.kind === "starting" ? now - node.since : 0;
    const waitedMs = next.kind === "rest" ? 0 : before.waitedMs + tried + delay;
    const endsEngine =
      excess === "end" || (excess === "escalate" && (node.run?.uses.length ?? 0) === 0);
    return {
      error,
      outcome,
      next,
      notBefore: now + delay,
      late: backoff !== undefined && waitedMs > this.#config.patience,
      failures: { inARow, counts: counted?.counts ?? before.counts, waitedMs },
      fatal: endsEngine ? { error: new IntensityError(name, error), internal: undefined } : fatal,
      escalates: excess === "escalate",
    };
  }

  /** It was told to stop, and did so, and there is no filter that could say otherwise: nothing is to be judged. */
  #asTold(next: NextAction, before: FailureRecord, now: number): RestartDecision {
    const { bounceBackoff, random, patience } = this.#config;
    const restarts = next.kind === "bounce";
    const delay = restarts ? delayAfter(0, bounceBackoff, random) : 0;
    const waitedMs = next.kind === "rest" ? 0 : before.waitedMs + delay;
    const isAsBefore = before.inARow === 0 && before.waitedMs === waitedMs;
    return {
      error: undefined,
      outcome: FINISHED,
      next,
      notBefore: now + delay,
      late: restarts && waitedMs > patience,
      failures: isAsBefore ? before : { inARow: 0, counts: before.counts, waitedMs },
      fatal: undefined,
      escalates: false,
    };
  }

  /** Counts for an input that `error`, of a dependent that failed too often, has it restarted. */
  countEscalation({ failures, manifold }: Node, error: unknown, now: number): PolicyCount {
    const policy = policyFor(error, manifold?.terms.restart ?? this.#config.restart);
    return countForPolicy(failures.counts, policy, now);
  }

  #errorsInARow(
    { state, startedAt, failures }: EndedNode,
    raw: unknown,
    outcome: Outcome,
    policies: readonly RestartPolicy[],
    now: number,
  ): number {
    if (outcome.kind === "finished" || outcome.kind === "missing" || isUnwantedStart(state)) {
      return 0;
    }
    // A start that failed has not run at all, not even for a reset time of 0.
    const ran = now - (startedAt ?? Infinity);
    const backoff = policyFor(raw, policies).backoff ?? this.#config.errorBackoff;
    return ran >= (backoff.reset ?? 0) ? 1 : failures.inARow + 1;
  }

  /** How the delay before `next` grows; undefined where there is none. */
  #backoff(next: NextAction, policy: RestartPolicy): Backoff | undefined {
    switch (next.kind) {
      case "retry":
        return policy.backoff ?? this.#config.errorBackoff;
      case "bounce":
        return this.#config.bounceBackoff;
      case "update":
      case "replace":
      case "rest":
      case "remove":
        return undefined;
    }
  }
}

/**
 * Whether an end is no failure, and none that the worker chose: a restart that was asked for, the end of
 * a start that the engine aborted, and a clean one of a worker that was told to stop.
 */
function isOrderly(state: NodeState, outcome: Outcome, error: unknown): boolean {
  if (isUnwantedStart(state) || (outcome.kind === "bounce" && isBounce(error))) return true;
  return outcome.kind === "finished" && state.kind === "stopping";
}

/** Whether an end is a failure of the worker's own. */
function isFailure(state: NodeState, outcome: Outcome): boolean {
  if (outcome.kind !== "failed" && outcome.kind !== "bounce") return false;
  return overrun(state) !== undefined || (state.kind !== "stopping" && state.kind !== "aborting");
}

/** The error of a start that took too long, which counts in place of what came of it. */
function overrun(state: NodeState): unknown {
  if (state.kind !== "aborting" && state.kind !== "stopping") return undefined;
  return state.next.kind === "retry" ? state.next.error : undefined;
}
