import type { Clock } from "@holdfast/ports";

import type { ShownEngines } from "../shown-engines.js";
import type { SeenEvent } from "../view/seen-event.js";
import { eventStream, eventStreamType, messageText } from "./event-stream.js";
import type { Route } from "./route.js";

/**
 * `/events`: server-sent events, first those still kept after `Last-Event-ID` (all, for a new
 * reader) or `?after=ID`, then each as it happens. `?follow=0` ends after the first part.
 */
export function eventRoute(log: ShownEngines["log"], clock: Clock): Route {
  const textOf = (event: SeenEvent): string => messageText({ id: event.id, data: event });
  return {
    path: "/events",
    what: "what the engines do, as it happens (server-sent events)",
    answer: ({ query, lastEventId }) => {
      const after = Number(query.get("after")) || Number(lastEventId) || 0;
      const past = log.after(after).map(textOf).join("");
      if (query.get("follow") === "0")
        return { kind: "text", status: 200, type: eventStreamType, body: past };
      return eventStream(clock, past, (send) => log.follow((event) => send(textOf(event))));
    },
  };
}
