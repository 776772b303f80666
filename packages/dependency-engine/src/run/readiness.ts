/*
 * Waiting for manifolds to run. Whether one can still come is asked of the same chain of reasons that
 * `explain` tells, once nothing moves: what moves may yet change everything.
 */
import { abortable } from "@holdfast/ports";
import { NotReadyError } from "../contract/errors.js";
import type { EventStream } from "../events/event-stream.js";
import type { EngineEvent } from "../events/events.js";
import type { Graph } from "../graph/graph.js";
import type { Node } from "../graph/node.js";
import { servedBy } from "../graph/serving.js";
import type { EngineState } from "../lifecycle/engine-state.js";
import { wakes } from "../lifecycle/state-values.js";

/** What is looked at, and who tells of changes. */
export interface Readiness {
  readonly graph: Graph;
  readonly events: EventStream;
  /** The engine's own life, and whether anything moves in it. */
  life(): { readonly state: EngineState; readonly isSettled: boolean };
  /** Why a manifold does not run, in words. */
  explain(name: string): string;
}

/**
 * The output of a manifold, once it runs; undefined where it has none.
 * @throws {NotReadyError} where it cannot come; the signal's reason where that is aborted
 */
export async function outputWhenReady(
  readiness: Readiness,
  name: string,
  signal?: AbortSignal,
): Promise<unknown> {
  for (;;) {
    signal?.throwIfAborted();
    const node = readiness.graph.get(name);
    const offer = node === undefined ? undefined : servedBy(node);
    if (offer !== undefined) return offer.output();
    if (!whoMayStart(readiness)(node)) throw new NotReadyError([name], readiness.explain(name));
    await change(readiness.events, (event) => concerns(event, name), signal);
  }
}

/**
 * Fulfilled once every installed manifold runs or, its work done, has finished.
 * @throws {NotReadyError} where one of them cannot come; the signal's reason where that is aborted
 */
export async function allReady(readiness: Readiness, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const absent = [...readiness.graph.installed()].filter((node) => !isReady(node));
    if (absent.length === 0 && readiness.life().state === "started") return;
    const mayStart = whoMayStart(readiness);
    const never = absent.filter((node) => !mayStart(node));
    if (absent.length === 0 || never.length > 0) {
      const names = never.map(({ name }) => name);
      throw new NotReadyError(names, whyNone(readiness, names));
    }
    await change(readiness.events, isTurningPoint, signal);
  }
}

function isReady(node: Node): boolean {
  const { state } = node;
  return servedBy(node) !== undefined || (state.kind === "resting" && state.why === "finished");
}

/** So many are explained: each takes its time, and nobody reads more. */
const MOST_EXPLAINED = 10;

function whyNone(readiness: Readiness, names: readonly string[]): string {
  if (names.length === 0) return "the engine is stopping";
  const said = names.slice(0, MOST_EXPLAINED).map((name) => readiness.explain(name));
  const more = names.length - said.length;
  return more === 0 ? said.join(" ") : `${said.join(" ")} And ${more} more.`;
}

/** Says of each whether it may yet run, if nobody does anything. */
function whoMayStart(readiness: Readiness): (node: Node | undefined) => boolean {
  const { state, isSettled } = readiness.life();
  if (state !== "started") return () => false;
  if (!isSettled) return () => true;
  const able = ableToStart(readiness.graph);
  return (node) => node !== undefined && able.has(node);
}

/** Those that move by themselves, and, in turn, those that rest and are started again when one of them comes. */
function ableToStart(graph: Graph): ReadonlySet<Node> {
  const able = new Set<Node>();
  for (const node of graph.installed()) {
    const { kind } = node.state;
    if (kind !== "resting" && kind !== "absent") able.add(node);
  }
  // The set grows while it is walked.
  for (const node of able) {
    if (servedBy(node) !== undefined) continue;
    for (const dependent of node.dependents) {
      const { state } = dependent;
      if (state.kind === "resting" && wakes(state.why)) able.add(dependent);
    }
  }
  return able;
}

/** Fulfilled at the next event that `matters`, once it has been applied. */
function change(
  events: EventStream,
  matters: (event: EngineEvent) => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  return abortable<void>(signal, (resolve) =>
    events.subscribe((event) => {
      if (matters(event)) resolve();
    }),
  );
}

function isTurningPoint({ kind }: EngineEvent): boolean {
  return kind === "wave settled" || kind === "engine stopping" || kind === "engine stopped";
}

function concerns(event: EngineEvent, name: string): boolean {
  return (event.kind === "started" && event.manifold === name) || isTurningPoint(event);
}
