import type { Clock, Timer } from "@holdfast/ports";

import { connectionsOf } from "../connections.js";
import type { ShownEngines } from "../shown-engines.js";
import type { Sources } from "../sources.js";
import type { SeenEvent } from "../view/seen-event.js";
import type { View } from "../view/view.js";
import { eventStream, messageText } from "./event-stream.js";
import type { Route } from "./route.js";

/** ms between two looks at the connections, of which nobody tells when they change. */
const lookMs = 1000;

/** ms between two signs of life, for a page that must not show an agent that hangs as alive. */
export const aliveMs = 5000;

/** How everything looks. The events after the one numbered `after` follow it. */
export interface LiveView extends View {
  readonly after: number;
}

/**
 * `/live`: all that the page needs, in one stream of server-sent events.
 *
 * 1. `view`, a {@link LiveView}: at first, and again when an engine comes or goes.
 * 2. The events that the reader has not had: of one that comes back, those after its last; of a new
 *    one, all that are kept. Then each as it happens.
 * 3. `connections`, where one has changed: looked at after each event, and each second.
 * 4. `alive`, every 5 s.
 *
 * The id of an event names the process too, so that nothing is missed when the agent was restarted.
 */
export function liveRoute(parts: {
  readonly watch: ShownEngines;
  readonly sources: Sources;
  readonly view: () => View;
  readonly clock: Clock;
}): Route {
  const { watch, sources, view, clock } = parts;
  const { boot } = view();
  const eventText = (event: SeenEvent): string =>
    messageText({ id: `${boot}/${event.id}`, data: event });
  const viewText = (after: number): string =>
    messageText({ event: "view", data: { ...view(), after } satisfies LiveView });

  const follow = (send: (text: string) => void): (() => void) => {
    let known = JSON.stringify(connectionsOf(watch, sources));
    let timer: Timer;
    let alive: Timer;
    const look = (): void => {
      const connections = connectionsOf(watch, sources);
      const text = JSON.stringify(connections);
      if (text !== known) send(messageText({ event: "connections", data: connections }));
      known = text;
      lookIn(lookMs);
    };
    const lookIn = (ms: number): void => {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(look, ms);
    };
    const tellAlive = (): void => {
      send(messageText({ event: "alive", data: {} }));
      alive = clock.setTimeout(tellAlive, aliveMs);
    };
    lookIn(lookMs);
    alive = clock.setTimeout(tellAlive, aliveMs);
    const ends = [
      watch.log.follow((event) => {
        send(eventText(event));
        lookIn(0); // once whoever knows of connections has heard of the event, too
      }),
      watch.onChange(() => send(viewText(watch.log.last))),
      () => clock.clearTimeout(timer),
      () => clock.clearTimeout(alive),
    ];
    return () => {
      for (const end of ends) end();
    };
  };

  return {
    path: "/live",
    what: "what the live page shows, and what changes (server-sent events)",
    answer: ({ lastEventId }) => {
      const [from, id] = lastEventId.split("/");
      const after = from === boot ? Number(id) || 0 : 0;
      const past = watch.log.after(after).map(eventText);
      return eventStream(clock, viewText(after) + past.join(""), follow);
    },
  };
}
