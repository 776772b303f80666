import { type Clock, wallNow } from "@holdfast/ports";

import { connectionsOf } from "../connections.js";
import type { EngineWatch } from "../engine-watch.js";
import type { ConnectionFacts, Sources } from "../sources.js";
import type { EngineSnapshot } from "../view/engine-view.js";
import { json } from "./reply.js";
import type { Route } from "./route.js";

/** What the page draws: how everything looks now, and after which event that was. */
export interface View {
  readonly title: string;
  /** The server's time, in ms since the epoch: the page's clock may differ. */
  readonly now: number;
  /** Changes with the process, so that a page knows a restart when it sees one. */
  readonly boot: string;
  readonly lastEventId: number;
  readonly engines: readonly EngineSnapshot[];
  /** By the engine's name. */
  readonly connections: Readonly<Record<string, ConnectionFacts>>;
}

/** `/view`: what the page draws; it goes on from there by `/events`. */
export function viewRoute(
  watch: EngineWatch,
  sources: Sources,
  { clock, boot }: { readonly clock: Clock; readonly boot: string },
): Route {
  const view = (): View => ({
    title: sources.title ?? "agent",
    now: wallNow(clock),
    boot,
    lastEventId: watch.log.last,
    engines: watch.views.map((engine) => engine.snapshot()),
    connections: connectionsOf(watch, sources),
  });
  return { path: "/view", what: "what the live page draws, as JSON", answer: () => json(view()) };
}
