/*
 * What a worker's end means: errors are counted as they came, then the manifold's filter has its
 * say, then isFatal, then the policies. User code is called here and nowhere else in the decision,
 * and what it throws is an error like any other.
 */
import { type Backoff, delayAfter } from "../contract/backoff.js";
import type { SettledConfig } from "../engine-config.js";
import { CallbackError, IntensityError } from "../contract/errors.js";
import type { Node } from "../graph/node.js";
import type { NodeState, Reaction } from "../lifecycle/node-state.js";
import { rest, restart } from "../lifecycle/node-events.js";
import { type Outcome, outcomeOf } from "../lifecycle/outcome.js";
import { exceeds, policyFor, type RestartPolicy } from "../contract/restart-policy.js";
import { isEcho } from "../lifecycle/transition.js";
import { type Plan, planFor } from "../lifecycle/next-action.js";

/** What is to be done about a worker that ended. */
export interface Verdict {
  /** What it ended with, after the filter. */
  readonly error: unknown;
  readonly outcome: Outcome;
  readonly reaction: Reaction;
  /** Ends the engine: with this error, where it is one that counts. */
  readonly fatal: { readonly error: unknown } | undefined;
  /** Its inputs are to be restarted too. */
  readonly escalates: boolean;
}

export class Judge {
  readonly #config: SettledConfig;
  #internal: CallbackError | undefined;

  constructor(config: SettledConfig) {
    this.#config = config;
  }

  /** The first failure of the engine's own callbacks, which outranks every worker's error. */
  get internal(): CallbackError | undefined {
    return this.#internal;
  }

  /** @param ended - what the worker, or start, of `node` ended with at `now` */
  judge(node: Node, ended: unknown, now: number): Verdict {
    const raw = overrun(node.state) ?? ended;
    const first = outcomeOf(raw);
    node.recentErrors = this.#errorsInARow(node, raw, first, now);
    const error = this.#filtered(node, raw);
    const outcome = error === raw ? first : outcomeOf(error);
    const fatal = this.#isFatal(error) ? { error } : undefined;
    const policy = policyFor(error, this.#policies(node));
    const excess =
      fatal === undefined && counts(node, outcome) ? this.#excess(node, policy, now) : undefined;
    const plan = excess === "degrade" ? DEGRADED : planFor(node.state, outcome);
    const reaction = this.#reactionTo(node, plan, policy, now);
    node.inVain = reaction.kind === "rest" ? 0 : node.inVain;
    return {
      error,
      outcome,
      reaction,
      fatal:
        excess === "end" || (excess === "escalate" && node.held.length === 0)
          ? { error: new IntensityError(node.name, error) }
          : fatal,
      escalates: excess === "escalate",
    };
  }

  /** The worse of two fatal errors. */
  worst(error: unknown, before: unknown): unknown {
    if (before === undefined) return error;
    try {
      return this.#config.worstError(error, before);
    } catch (thrown) {
      this.#internal ??= new CallbackError("worstError", thrown);
      return before;
    }
  }

  #errorsInARow(node: Node, raw: unknown, outcome: Outcome, now: number): number {
    if (outcome.kind === "finished" || outcome.kind === "missing" || isEcho(node.state)) return 0;
    // A start that failed has not run at all, not even for a reset time of 0.
    const ran = now - (node.startedAt ?? Infinity);
    const { errorBackoff } = this.#config;
    const backoff = policyFor(raw, this.#policies(node)).backoff ?? errorBackoff;
    return ran >= (backoff.reset ?? 0) ? 1 : node.recentErrors + 1;
  }

  #filtered(node: Node, error: unknown): unknown {
    const filter = node.manifold?.filter;
    if (filter === undefined) return error;
    try {
      return filter(error) ?? undefined;
    } catch (thrown) {
      return new CallbackError(`the filter of "${node.name}"`, thrown);
    }
  }

  #isFatal(error: unknown): boolean {
    try {
      return this.#config.isFatal(error);
    } catch (thrown) {
      this.#internal ??= new CallbackError("isFatal", thrown);
      return true;
    }
  }

  #policies(node: Node): readonly RestartPolicy[] {
    return node.manifold?.restart ?? this.#config.restart;
  }

  #excess(node: Node, { intensity }: RestartPolicy, now: number): string | undefined {
    if (intensity === undefined) return undefined;
    node.failures ??= [];
    return exceeds(intensity, node.failures, now) ? intensity.next : undefined;
  }

  #reactionTo(node: Node, plan: Plan, policy: RestartPolicy, now: number): Reaction {
    switch (plan.kind) {
      case "retry":
        return this.#restart(node, policy.backoff ?? this.#config.errorBackoff, now);
      case "bounce":
        return this.#restart(node, this.#config.bounceBackoff, now);
      case "renew":
        return restart(now, false);
      case "rest":
      case "remove":
        return plan;
    }
  }

  #restart(node: Node, backoff: Backoff, now: number): Reaction {
    const delay = delayAfter(node.recentErrors, backoff, this.#config.random);
    node.inVain += delay;
    return restart(now + delay, node.inVain > this.#config.patience);
  }
}

const DEGRADED: Plan = rest("degraded");

/** Whether an end is a failure of the worker's own. */
function counts({ state }: Node, outcome: Outcome): boolean {
  if (outcome.kind !== "failed" && outcome.kind !== "bounce") return false;
  return overrun(state) !== undefined || (state.kind !== "stopping" && state.kind !== "aborting");
}

/** The error of a start that took too long, which counts in place of what came of it. */
function overrun(state: NodeState): unknown {
  if (state.kind !== "aborting" && state.kind !== "stopping") return undefined;
  return state.next.kind === "fail" ? state.next.error : undefined;
}
