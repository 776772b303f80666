// What the pages look at: all engines of a process, or those of one of its agents.
import type { EventLog } from "./event-log.js";
import type { EngineSource } from "./sources.js";
import type { EngineSnapshot } from "./view/engine-view.js";
import type { SeenEvent } from "./view/seen-event.js";

/** Engines, as far as they are shown. */
export interface ShownEngines {
  readonly log: Pick<EventLog<SeenEvent>, "last" | "after" | "follow">;
  /** In the order in which they were added. */
  readonly names: readonly string[];
  source(name: string): EngineSource | undefined;
  /** How each looks now. */
  readonly snapshots: readonly EngineSnapshot[];
  /** Calls back when an engine has come or gone, until the function it returns is called. */
  onChange(listener: () => void): () => void;
}
