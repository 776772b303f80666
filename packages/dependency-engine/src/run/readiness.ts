/*
 * Waiting for manifolds to run. Whether one can still come is asked of the same chain of reasons that
 * `explain` tells, once nothing moves: what moves may yet change everything.
 */
import { abortable } from "@holdfast/ports";
import { NotReadyError } from "../contract/errors.js";
import type { EventStream } from "../events/event-stream.js";
import type { EngineEvent } from "../events/events.js";
import type { Graph } from "../graph/graph.js";
import { isInstalled, type Node } from "../graph/node.js";
import { servedBy } from "../graph/serving.js";
import type { EngineState } from "../lifecycle/engine-state.js";

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
    if (!canCome(readiness, node)) throw new NotReadyError([name], readiness.explain(name));
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
    const never = absent.filter((node) => !canCome(readiness, node));
    if (absent.length === 0 || never.length > 0) {
      const names = never.map(({ name }) => name);
      const why =
        names.length === 0
          ? "the engine is stopping"
          : names.map((name) => readiness.explain(name));
      throw new NotReadyError(names, [why].flat().join(" "));
    }
    await change(readiness.events, isTurningPoint, signal);
  }
}

function isReady(node: Node): boolean {
  const { state } = node;
  return servedBy(node) !== undefined || (state.kind === "resting" && state.why === "finished");
}

/** Whether it may yet run, if nobody does anything. */
function canCome(readiness: Readiness, node: Node | undefined): boolean {
  const { state, isSettled } = readiness.life();
  if (state !== "started") return false;
  return !isSettled || (node !== undefined && mayStart(node, new Set()));
}

function mayStart(node: Node, seen: Set<Node>): boolean {
  if (seen.has(node) || !isInstalled(node)) return false;
  seen.add(node);
  switch (node.state.kind) {
    case "absent":
      return false;
    case "resting":
      // It is started again when an input comes, whatever it rests for, unless somebody holds it.
      if (node.state.why === "held" || node.state.why === "engine") return false;
      return node.inputs.some((input) => servedBy(input) === undefined && mayStart(input, seen));
    case "waiting":
    case "starting":
    case "started":
    case "outdated":
    case "updating":
    case "draining":
    case "aborting":
    case "stopping":
      return true;
  }
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
