import type { Clock, Timer } from "@holdfast/ports";

import type { EventLog } from "../event-log.js";
import type { SeenEvent } from "../view/seen-event.js";
import type { Route } from "./route.js";

/** ms between two comments that keep the line from being taken for dead. */
const keepAliveMs = 15_000;

/**
 * `/events`: server-sent events, first those still kept after `Last-Event-ID` (all, for a new
 * reader) or `?after=ID`, then each as it happens. `?follow=0` ends after the first part.
 */
export function eventRoute(log: EventLog<SeenEvent>, clock: Clock): Route {
  return {
    path: "/events",
    what: "what the engines do, as it happens (server-sent events)",
    answer: ({ query, lastEventId }) => {
      const past = log
        .after(Number(query.get("after")) || lastEventId)
        .map(frame)
        .join("");
      if (query.get("follow") === "0") {
        return { kind: "text", status: 200, type: "text/event-stream; charset=utf-8", body: past };
      }
      return {
        kind: "stream",
        type: "text/event-stream; charset=utf-8",
        write: (send, signal) => {
          let timer: Timer;
          const keepAlive = (): void => {
            timer = clock.setTimeout(() => {
              send(": still here\n\n");
              keepAlive();
            }, keepAliveMs);
          };
          // The first line reaches the reader at once, so that it knows it is connected.
          send(`retry: 1000\n\n${past}`);
          const forget = log.follow((event) => send(frame(event)));
          keepAlive();
          signal.addEventListener(
            "abort",
            () => {
              forget();
              clock.clearTimeout(timer);
            },
            { once: true },
          );
        },
      };
    },
  };
}

function frame(event: SeenEvent): string {
  // JSON has no line breaks of its own, so one data line holds it.
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
