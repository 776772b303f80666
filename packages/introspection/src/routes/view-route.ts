import type { Clock } from "@holdfast/ports";

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
  readonly connection?: ConnectionFacts;
}

/** `/view`: what the page draws; it goes on from there by `/events`. */
export function viewRoute(
  watch: EngineWatch,
  { title = "agent", connection }: Sources,
  { clock, boot }: { readonly clock: Clock; readonly boot: string },
): Route {
  const view = (): View => ({
    title,
    now: clock.now(),
    boot,
    lastEventId: watch.log.last,
    engines: watch.views.map((engine) => engine.snapshot()),
    ...(connection === undefined ? {} : { connection: connection() }),
  });
  return { path: "/view", what: "what the live page draws, as JSON", answer: () => json(view()) };
}
