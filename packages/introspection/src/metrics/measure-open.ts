import { type Clock, codeOf, errorChain } from "@holdfast/ports";

import type { TransportObserver } from "./transport-observer.js";

/**
 * An open function (of `@holdfast/api-open`, or any that fails with coded errors) that tells how
 * each attempt ended. What it returns and throws is unchanged.
 */
export function measureOpen<Arguments extends unknown[], Result>(
  open: (...parts: Arguments) => Promise<Result>,
  observer: TransportObserver,
  clock: Pick<Clock, "now">,
): (...parts: Arguments) => Promise<Result> {
  return async (...parts) => {
    const began = clock.now();
    const ended = (outcome: string): void =>
      observer.loginEnded?.({ outcome, duration: clock.now() - began });
    try {
      const connection = await open(...parts);
      ended("ok");
      return connection;
    } catch (error) {
      ended(outcomeOf(error));
      throw error;
    }
  };
}

/** The code of the first error in the chain that has one: bounded, since codes are. */
function outcomeOf(error: unknown): string {
  for (const link of errorChain(error)) {
    const code = codeOf(link);
    if (typeof code === "string" && code !== "") return code.slice(0, 60);
  }
  return "unknown";
}
