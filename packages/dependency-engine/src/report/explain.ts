import { codeOf, errorChain, errorFacts } from "@holdfast/ports";
import type { ManifoldPhase } from "../lifecycle/phase.js";
import { rootTrigger, type Trigger, type TriggerLink } from "../lifecycle/trigger.js";
import type { Graph } from "../graph/graph.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { isMistake } from "../contract/errors.js";
import { nearestName } from "../contract/nearest-name.js";
import { isInstalled, type Node } from "../graph/node.js";
import type { RestReason } from "../lifecycle/node-state.js";
import { duration } from "./duration.js";
import { besideLast, keptThrough, renewalOf } from "./renewal.js";
import { isExpected, isUp } from "../lifecycle/transition.js";

/** One link in the chain from a manifold to the root of its trouble. */
export interface Reason {
  readonly manifold: string;
  /** What is the matter with it, as a clause that follows its name: `failed: no route to host`. */
  readonly what: string;
  readonly error?: { readonly message: string; readonly code?: string };
}

/** Why a manifold is not running, or why it last restarted: in words and as data. */
export interface Explanation {
  readonly name: string;
  readonly state: ManifoldPhase;
  /** The whole of it, for a person. */
  readonly text: string;
  /** From the manifold itself to the root; the last is the root cause. */
  readonly chain: readonly Reason[];
  readonly root: Reason;
  /** Which attempt to start it is under way, or comes next; counts from 1. */
  readonly attempt: number;
  /** Why its worker says that it runs, but not as it should. */
  readonly degraded?: string;
  /** Workers of it that did not end in time and have not ended since; absent where there are none. */
  readonly abandoned?: number;
  /** When that attempt is made, in ms of the engine's clock, where it waits for a time. */
  readonly next?: number;
  /** Inputs that were started again while it ran on, since their output is the same; absent where none was. */
  readonly kept?: readonly string[];
  /** Names that are wanted but installed under no manifold, and the nearest that exist. */
  readonly unknown: readonly { readonly name: string; readonly nearest?: string }[];
}

/** The longest chain that is told in full. */
const LONGEST = 50;

/** @param abandoned - how many workers of it were */
export function explain(
  graph: Graph,
  name: string,
  clock: CachedClock,
  abandoned: number,
): Explanation {
  const explanation = explainHealth(explainNode(graph, name, clock), graph.get(name));
  if (abandoned === 0) return explanation;
  const left = abandoned === 1 ? "a worker of it" : `${abandoned} workers of it`;
  const said = `${left} did not stop in time, and may still run.`;
  return { ...explanation, abandoned, text: `${explanation.text} Abandoned: ${said}` };
}

function explainHealth(explanation: Explanation, node: Node | undefined): Explanation {
  const degraded = node?.run?.degraded?.reason;
  if (degraded === undefined) return explanation;
  return { ...explanation, degraded, text: `${explanation.text} Degraded: ${degraded}.` };
}

function explainNode(graph: Graph, name: string, clock: CachedClock): Explanation {
  const { now } = clock;
  const node = graph.get(name);
  if (node === undefined || !isInstalled(node)) return notInstalled(graph, name);
  const { state } = node;
  const { chain, root } = state.kind === "started" ? causesOf(node) : blameFor(node, now);
  const unknown = unknownInputs(graph, node, root);
  const attempt = state.kind === "starting" ? node.attempts : node.attempts + 1;
  const next =
    state.kind === "waiting" && state.notBefore > now
      ? { next: clock.onClock(state.notBefore) }
      : {};
  const kept = state.kind === "started" ? keptThrough(node) : [];
  const explanation = { name, state: state.kind, chain, root, attempt };
  const text = tell(chain, unknown, node, kept);
  return { ...explanation, ...next, ...(kept.length > 0 ? { kept } : {}), unknown, text };
}

function notInstalled(graph: Graph, name: string): Explanation {
  const root: Reason = { manifold: name, what: "is not installed" };
  const unknown = [unknownName(graph, name)];
  return {
    name,
    state: "absent",
    chain: [root],
    root,
    attempt: 0,
    unknown,
    text: `${clause(root)}${suggestion(unknown)}.`,
  };
}

/** Follows the first thing that holds each one up, to one that is held up by nothing else. */
function blameFor(node: Node, now: number): Pick<Explanation, "chain" | "root"> {
  let { reason: root, next } = blame(node, now);
  const chain = [root];
  while (next !== undefined && chain.length < LONGEST) {
    ({ reason: root, next } = blame(next, now));
    chain.push(root);
  }
  return { chain, root };
}

interface Blame {
  readonly reason: Reason;
  readonly next?: Node | undefined;
}

function blame(node: Node, now: number): Blame {
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
      return blameResting(node, state.why);
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

function blameResting(node: Node, why: RestReason): Blame {
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
      const what = `failed too often, and rests until an input of it changes or it is bounced: ${textOf(node.error)}`;
      return { reason: withError(manifold, what, node.error) };
    }
    case "held":
      return { reason: { manifold, what: "is held until it is released" } };
    case "engine":
      return { reason: { manifold, what: "was stopped with the engine" } };
  }
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

/** Follows what set it moving, and what set that moving. */
function causesOf(node: Node): Pick<Explanation, "chain" | "root"> {
  let trigger = node.trigger ?? rootTrigger(node.name, "installed");
  let root = triggered(trigger);
  const chain = [root];
  while (trigger.by !== undefined && chain.length < LONGEST) {
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

function missedBy(error: unknown): string | undefined {
  for (const cause of errorChain(error)) {
    if (codeOf(cause) !== "ERR_MISSING") continue;
    const missed: { readonly dependency?: unknown } = Object(cause);
    if (typeof missed.dependency === "string") return missed.dependency;
  }
  return undefined;
}

function unknownInputs(graph: Graph, node: Node, root: Reason): Explanation["unknown"] {
  const wanted = new Set(node.inputs.filter(isAbsent).map((input) => input.name));
  const last = graph.get(root.manifold);
  if (last !== undefined && isAbsent(last)) wanted.add(last.name);
  return [...wanted].map((name) => unknownName(graph, name));
}

function isAbsent(node: Node): boolean {
  return node.state.kind === "absent";
}

function unknownName(graph: Graph, name: string): { name: string; nearest?: string } {
  const nearest = nearestName(name, graph.installedNames());
  return nearest === undefined ? { name } : { name, nearest };
}

function tell(
  chain: readonly Reason[],
  unknown: Explanation["unknown"],
  node: Node,
  kept: readonly string[],
): string {
  const running = node.state.kind === "started" ? runningWords(node) : "";
  const why = chain.map(clause).join(", because ");
  const { state } = node;
  // When the next one is made is told by the reason already.
  const when =
    state.kind === "starting" && node.attempts > 1
      ? `; this is attempt ${node.attempts}`
      : state.kind === "waiting" && node.attempts > 0
        ? `, for attempt ${node.attempts + 1}`
        : "";
  const untouched =
    kept.length === 0
      ? ""
      : `; it ran on through the restart of ${kept.map((name) => `"${name}"`).join(", ")}, whose output is the same`;
  return `${running}${why}${untouched}${when}${suggestion(unknown)}.`;
}

/** What is told of one that runs is the past: a failure in it must not read as one that lasts. */
function runningWords({ name, trigger }: Node): string {
  for (let link = trigger; link !== undefined; link = link.by) {
    if (FAILURES.has(link.what)) return `"${name}" is running. Before: `;
  }
  return `"${name}" is running: `;
}

const FAILURES: ReadonlySet<Trigger> = new Set(["failed", "start overran", "update failed"]);

function clause({ manifold, what }: Reason): string {
  return `"${manifold}" ${what}`;
}

function suggestion(unknown: Explanation["unknown"]): string {
  const hints = unknown.flatMap(({ name, nearest }) =>
    nearest === undefined ? [] : [`did you mean "${nearest}" where it says "${name}"?`],
  );
  return hints.length === 0 ? "" : ` (${hints.join(" ")})`;
}

function withError(manifold: string, what: string, error: unknown): Reason {
  if (error === undefined) return { manifold, what };
  const { message, code } = errorFacts(error);
  return { manifold, what, error: code === undefined ? { message } : { message, code } };
}

function textOf(error: unknown): string {
  return errorFacts(error).message;
}
