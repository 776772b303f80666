import { codeOf } from "@holdfast/ports";

import type { CommandHost } from "./host.js";

/**
 * A reader that left (`… | head -1`) is no failure: what is written from then on is dropped. Any
 * other error of the streams is thrown as it would be without us. Stays to the process's end, since
 * a write that is on its way when the command has ended may fail later.
 */
export function ignoreBrokenPipe({ stdout, stderr }: Pick<CommandHost, "stdout" | "stderr">): void {
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: Error) => {
      if (codeOf(error) !== "EPIPE") throw error;
    });
  }
}
