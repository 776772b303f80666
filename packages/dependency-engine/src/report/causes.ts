/* Why a manifold was last set moving, and what set that moving in turn. */
import type { Node } from "../graph/node.js";
import { rootTrigger, type Trigger, type TriggerLink } from "../lifecycle/trigger.js";
import { type Chain, LONGEST_CHAIN, type Reason, textOf, withError } from "./reason.js";

/** Follows what set it moving, and what set that moving. */
export function causesOf(node: Node): Chain {
  let trigger = node.trigger ?? rootTrigger(node.name, "installed");
  let root = triggered(trigger);
  const chain = [root];
  while (trigger.by !== undefined && chain.length < LONGEST_CHAIN) {
    trigger = trigger.by;
    root = triggered(trigger);
    chain.push(root);
  }
  return { chain, root };
}

function triggered({ manifold, what, input, error }: TriggerLink): Reason {
  const words = TRIGGERED[what];
  if (input !== undefined) return { manifold, what: `${words} "${input}"` };
  return withError(manifold, error === undefined ? words : `${words}: ${textOf(error)}`, error);
}

const TRIGGERED: Record<Trigger, string> = {
  installed: "was installed",
  replaced: "was replaced",
  removed: "was removed",
  bounced: "was bounced",
  held: "was held",
  released: "was released",
  "input came": "was restarted for the coming of",
  "input went": "was restarted for the going of",
  "input changed": "was restarted for the new output of",
  updated: "was handed, while it ran on, the new output of",
  "update failed": "was restarted, since it could not take its new inputs while it ran",
  failed: "failed",
  "asked for a restart": "asked for a restart",
  finished: "finished",
  "uninstalled itself": "uninstalled itself",
  "missed an input": "missed an input",
  "dependent escalated": "was restarted for a dependent that failed too often",
  "start overran": "overran the deadline of its start",
};

/** What is told of one that runs is the past: a failure in it must not read as one that lasts. */
export function runningWords({ name, trigger }: Node): string {
  for (let link = trigger; link !== undefined; link = link.by) {
    if (FAILURES.has(link.what)) return `"${name}" is running. Before: `;
  }
  return `"${name}" is running: `;
}

const FAILURES: ReadonlySet<Trigger> = new Set(["failed", "start overran", "update failed"]);
