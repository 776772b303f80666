/* What holds a manifold up now, and what holds that up in turn. */
import { codeOf, errorChain } from "@holdfast/ports";
import { isMistake } from "../contract/end-signals.js";
import { policyFor, type RestartPolicy } from "../contract/restart-policy.js";
import type { Node } from "../graph/node.js";
import type { RestReason } from "../lifecycle/node-state.js";
import { isExpected, isUp } from "../lifecycle/transition.js";
import { duration } from "./duration.js";
import { type Chain, LONGEST_CHAIN, type Reason, textOf, withError } from "./reason.js";
import { besideLast, renewalOf } from "./renewal.js";

/**
 * Follows the first thing that holds each one up, to one that is held up by nothing else.
 * @param restart - what the engine does about failures, where a manifold says nothing of it
 */
export function blameFor(node: Node, now: number, restart: readonly RestartPolicy[]): Chain {
  let { reason: root, next } = blame(node, now, restart);
  const chain = [root];
  while (next !== undefined && chain.length < LONGEST_CHAIN) {
    ({ reason: root, next } = blame(next, now, restart));
    chain.push(root);
  }
  return { chain, root };
}

interface Blame {
  readonly reason: Reason;
  readonly next?: Node | undefined;
}

function blame(node: Node, now: number, restart: readonly RestartPolicy[]): Blame {
  const { name: manifold, state } = node;
  switch (state.kind) {
    case "absent":
      return { reason: { manifold, what: "is not installed" } };
    case "started":
      return blameStarted(node);
    case "starting":
      return {
        reason: {
          manifold,
          what: `has been starting for ${duration(now - node.since)}${besideLast(node)}`,
        },
      };
    case "outdated": {
      const { what, next } = renewalOf(node, state, now);
      return { reason: withError(manifold, what, node.error), next };
    }
    case "updating":
      return {
        reason: {
          manifold,
          what: `runs, and has been taking its new inputs for ${duration(now - node.since)}`,
        },
      };
    case "stopping":
    case "aborting":
      return { reason: { manifold, what: `has been stopping for ${duration(now - node.since)}` } };
    case "draining": {
      const what = "must restart, and waits for its dependents to stop";
      return { reason: { manifold, what }, next: userOf(node) };
    }
    case "resting":
      return blameResting(node, state.why, restart);
    case "waiting":
      return blameWaiting(node, state.notBefore, now);
  }
}

/** One that runs holds others up where it still is to be restarted. */
function blameStarted(node: Node): Blame {
  const input = node.inputs.find((candidate) => isExpected(candidate.availability));
  const what =
    input === undefined ? "is running" : `runs, and is to be restarted for "${input.name}"`;
  return { reason: { manifold: node.name, what }, next: input };
}

function blameResting(node: Node, why: RestReason, restart: readonly RestartPolicy[]): Blame {
  const manifold = node.name;
  switch (why) {
    case "missing": {
      if (isMistake(node.error)) {
        const what = `rests, for a mistake in the program: ${textOf(node.error)}`;
        return { reason: withError(manifold, what, node.error) };
      }
      const dependency = missedBy(node.error);
      const input = node.inputs.find((candidate) => candidate.name === dependency);
      const first = node.inputs.find((candidate) => !isUp(candidate.availability));
      const next = input !== undefined && isUp(input.availability) ? undefined : (input ?? first);
      const what = next === undefined ? `rests: ${textOf(node.error)}` : `needs "${next.name}"`;
      return {
        reason: withError(manifold, what, next === undefined ? node.error : undefined),
        next,
      };
    }
    case "finished":
      return { reason: { manifold, what: "has finished, and rests until an input of it changes" } };
    case "degraded": {
      const what = `${howOften(node, restart)}, and rests until an input of it changes or it is bounced: ${textOf(node.error)}`;
      return { reason: withError(manifold, what, node.error) };
    }
    case "held":
      return { reason: { manifold, what: "is held until it is released" } };
    case "engine":
      return { reason: { manifold, what: "was stopped with the engine" } };
  }
}

/** Once is not too often: it is what a policy that bears no failure is for. */
function howOften({ manifold, error }: Node, restart: readonly RestartPolicy[]): string {
  const { intensity } = policyFor(error, manifold?.terms.restart ?? restart);
  return intensity?.failures === 0 ? "failed" : "failed too often";
}

function blameWaiting(node: Node, notBefore: number, now: number): Blame {
  const manifold = node.name;
  if (notBefore > now) {
    const when = `is tried again in ${duration(notBefore - now)}`;
    const what = node.error === undefined ? when : `failed: ${textOf(node.error)}; ${when}`;
    return { reason: withError(manifold, what, node.error) };
  }
  const input = node.inputs.find((candidate) => isExpected(candidate.availability));
  if (input !== undefined) {
    return { reason: { manifold, what: `waits for "${input.name}"` }, next: input };
  }
  if (node.users > 0) {
    return { reason: { manifold, what: "waits for its dependents to stop" }, next: userOf(node) };
  }
  return { reason: { manifold, what: "is about to start" } };
}

function userOf(node: Node): Node | undefined {
  return node.dependents.find((dependent) => dependent.run?.heldOf(node) !== undefined);
}

function missedBy(error: unknown): string | undefined {
  for (const cause of errorChain(error)) {
    if (codeOf(cause) !== "ERR_MISSING") continue;
    const missed: { readonly dependency?: unknown } = Object(cause);
    if (typeof missed.dependency === "string") return missed.dependency;
  }
  return undefined;
}
