import { type Clock, type Logger, sleep } from "@holdfast/connect";

import type { SecretSource } from "./secret-source.ts";

export interface WatchPorts {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Waits until the source has another secret than `known`, looking every `interval` ms. A file is read
 * anew rather than watched: a mounted secret is replaced by way of links, of which no watch tells. While
 * there is no secret to be had it goes on, and says so once.
 */
export async function nextSecret(
  source: SecretSource,
  known: string,
  interval: number,
  { clock, logger }: WatchPorts,
  signal: AbortSignal,
): Promise<string> {
  for (let told = false; ;) {
    await sleep(interval, { clock, signal });
    try {
      const secret = await source.read(signal);
      if (secret !== known) return secret;
      told = false;
    } catch (error) {
      signal.throwIfAborted();
      if (!told) logger.warn("no secret to be had; the connection stays as it is", { error });
      told = true;
    }
  }
}
