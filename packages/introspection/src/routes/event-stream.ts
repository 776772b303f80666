// Server-sent events, as the HTML standard has them: what each reader of a stream gets beside the events.
import { type Clock, onAbort, type Timer } from "@holdfast/ports";

import type { Reply } from "./reply.js";

export const eventStreamType = "text/event-stream; charset=utf-8";

/** ms between two comments that keep the line from being taken for dead. */
const keepAliveMs = 15_000;

/** One message of a stream. */
export interface Message {
  /** What a reader that comes back names as its last. */
  readonly id?: string | number;
  /** Its kind, where it is not the stream's usual one. */
  readonly event?: string;
  /** Written as JSON. */
  readonly data: unknown;
}

/** A message as it is written. */
export function messageText({ id, event, data }: Message): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  const eventLine = event === undefined ? "" : `event: ${event}\n`;
  // JSON has no line breaks of its own, so one data line holds it.
  return `${idLine}${eventLine}data: ${JSON.stringify(data)}\n\n`;
}

/**
 * A stream for one reader.
 *
 * @param first - the messages that it gets at once
 * @param follow - begins to send what happens from now on, until the function it returns is called
 */
export function eventStream(
  clock: Clock,
  first: string,
  follow: (send: (text: string) => void) => () => void,
): Reply {
  return {
    kind: "stream",
    type: eventStreamType,
    write: (send, signal) => {
      let timer: Timer;
      const keepAlive = (): void => {
        timer = clock.setTimeout(() => {
          send(": still here\n\n");
          keepAlive();
        }, keepAliveMs);
      };
      // The first line reaches the reader at once, so that it knows it is connected.
      send(`retry: 1000\n\n${first}`);
      const stop = follow(send);
      keepAlive();
      onAbort(signal, () => {
        stop();
        clock.clearTimeout(timer);
      });
    },
  };
}
