import type { RestartPolicy } from "../contract/restart-policy.js";
import type { ManifoldPhase } from "../lifecycle/phase.js";
import type { Graph } from "../graph/graph.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { nearestName } from "../contract/nearest-name.js";
import { isInstalled, type Node } from "../graph/node.js";
import { blameFor } from "./blame.js";
import { causesOf, runningWords } from "./causes.js";
import type { Reason } from "./reason.js";
import { keptThrough } from "./renewal.js";

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

/**
 * @param abandoned - how many workers of it were
 * @param restart - what the engine does about failures, where a manifold says nothing of it
 */
export function explain(
  graph: Graph,
  name: string,
  clock: CachedClock,
  abandoned: number,
  restart: readonly RestartPolicy[],
): Explanation {
  const explanation = explainHealth(explainNode(graph, name, clock, restart), graph.get(name));
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

function explainNode(
  graph: Graph,
  name: string,
  clock: CachedClock,
  restart: readonly RestartPolicy[],
): Explanation {
  const { now } = clock;
  const node = graph.get(name);
  if (node === undefined || !isInstalled(node)) return notInstalled(graph, name);
  const { state } = node;
  const { chain, root } = state.kind === "started" ? causesOf(node) : blameFor(node, now, restart);
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

function clause({ manifold, what }: Reason): string {
  return `"${manifold}" ${what}`;
}

function suggestion(unknown: Explanation["unknown"]): string {
  const hints = unknown.flatMap(({ name, nearest }) =>
    nearest === undefined ? [] : [`did you mean "${nearest}" where it says "${name}"?`],
  );
  return hints.length === 0 ? "" : ` (${hints.join(" ")})`;
}
