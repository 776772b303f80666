import { randomUUID } from "node:crypto";

import { type Clock, wallNow } from "@holdfast/ports";

import { connectionsOf } from "../connections.js";
import type { ShownEngines } from "../shown-engines.js";
import type { ConnectionFacts, Sources } from "../sources.js";
import type { EngineSnapshot } from "./engine-view.js";

/** What the page draws: how everything looks now, and after which event that was. */
export interface View {
  readonly title: string;
  /** The agent's clock, in ms: what each time of an engine is measured by. It never jumps. */
  readonly now: number;
  /** The machine's date at that moment, in ms since the epoch: for times of day. */
  readonly wallNow: number;
  /** Changes with the process, so that a page knows a restart when it sees one. */
  readonly boot: string;
  readonly lastEventId: number;
  readonly engines: readonly EngineSnapshot[];
  /** By the engine's name. */
  readonly connections: Readonly<Record<string, ConnectionFacts>>;
}

/** How everything looks, whenever it is asked. */
export function viewOf(watch: ShownEngines, sources: Sources, clock: Clock): () => View {
  const boot = randomUUID();
  return () => ({
    title: sources.title ?? "agent",
    now: clock.now(),
    wallNow: wallNow(clock),
    boot,
    lastEventId: watch.log.last,
    engines: watch.snapshots,
    connections: connectionsOf(watch, sources),
  });
}
