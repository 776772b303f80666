/*
 * What dependents can have of a manifold, and what they may go on with while it is started again. All of
 * it follows from its state, and from whether its last worker still serves beside its next.
 */
import type { GivenManifold } from "../contract/given-manifold.js";
import type { Availability } from "../lifecycle/node-state.js";
import { NO_OFFERS } from "./offer.js";
import { serves } from "./last-run.js";
import type { Node, NodeOffer } from "./node.js";

/** How `node` looks to its dependents now. */
export function availabilityOf({ state, awaited, last }: Node): Availability {
  const { availability, withInputsExpected } = state.traits;
  const looks = awaited > 0 ? withInputsExpected : availability;
  if (last === undefined || !serves(last, state)) return looks;
  return looks === "expected" ? "outdated" : "up";
}

/** What its dependents shall hold of `node` now; undefined where they must let go of what they had. */
export function offeredBy(node: Node): NodeOffer | undefined {
  const { offered, run, state } = node;
  const { offering } = state.traits;
  if (offering === "present") return run?.offer;
  if (offered === undefined || isServing(node)) return offered;
  return offering === "held" && outlivesItsWorker(node) ? offered : undefined;
}

/** What a start may take of `node` now: the output of a worker that runs and was not told to stop. */
export function servedBy(node: Node): NodeOffer | undefined {
  if (node.state.traits.offering === "present") return node.run?.offer;
  return isServing(node) ? node.last?.run.offer : undefined;
}

/** Whether nobody's hold of its output keeps its worker from stopping, or its next start from being made. */
export function isFree(node: Node): boolean {
  return node.users === 0 || (node.state.traits.offering === "held" && outlivesItsWorker(node));
}

/**
 * Whether a start of it waits for what ran before: for those that hold its output, or for a last worker.
 * Beside one that its dependents have yet to leave it may start, where it overlaps: they may be waiting
 * for just that.
 */
export function isHeldUp(node: Node): boolean {
  const { users, last } = node;
  if (users > 0 && !isFree(node)) return true;
  return last !== undefined && !(last.phase === "leaving" && overlaps(node));
}

/**
 * Whether its next worker may come up beside the present one. One that uses what is no longer an input of
 * the manifold would never hear that it goes.
 */
export function overlaps({ manifold, pendingChange, inputs, run, last }: Node): boolean {
  if (!asksFor(manifold) || !asksFor(pendingChange?.replacement ?? manifold)) return false;
  if (pendingChange?.replacement === undefined) return true;
  const { uses } = last?.run ?? run ?? { uses: NO_OFFERS };
  return uses.every((offer) => inputs.includes(offer.node));
}

function asksFor(manifold: GivenManifold | undefined): boolean {
  return manifold?.terms.overlap === true;
}

/** Whether its last worker gives its dependents what they hold, until its next is up. */
function isServing({ state, last }: Node): boolean {
  return last !== undefined && serves(last, state);
}

/** Whether what dependents hold is a value, with which they may go on while it is started again. */
function outlivesItsWorker({ offered, manifold, pendingChange }: Node): boolean {
  if (offered?.value === undefined) return false;
  return (pendingChange?.replacement ?? manifold)?.terms.same !== undefined;
}
