// What takes long says so, on a terminal only: elsewhere a log line tells more than a spinner. The
// published spinners (ora, yocto-spinner) install signal handlers that end the process; here those
// signals are ours.
import type { Clock, Timer } from "@holdfast/ports";
import type { Writable } from "node:stream";

import { oneLine } from "./error-line.js";

/** Changes the words beside the spinner. */
export type ProgressUpdate = (text: string) => void;

/** Runs a piece of work, with its words beside a spinner where someone is watching. */
export type Progress = <T>(
  text: string,
  work: (update: ProgressUpdate) => Promise<T>,
) => Promise<T>;

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const frameMs = 80;
const clearLine = "\r\u001b[K";

/** A {@link Progress} on a terminal; elsewhere one that only runs the work. */
export function progressOn(
  stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
  clock: Clock,
): Progress {
  if (stream.isTTY !== true) return (_text, work) => work(() => undefined);
  return async (text, work) => {
    let words = text;
    let frame = 0;
    let timer: Timer;
    const draw = (): void => {
      const line = `${frames[frame++ % frames.length]} ${oneLine(words)}`;
      stream.write(`${clearLine}${line.slice(0, (stream.columns ?? 80) - 1)}`);
      timer = clock.setTimeout(draw, frameMs);
    };
    draw();
    try {
      return await work((update) => {
        words = update;
      });
    } finally {
      clock.clearTimeout(timer);
      stream.write(clearLine);
    }
  };
}
