import { errorChain, errorText, readProperty, codeOf } from "@holdfast/ports";
import { EngineError } from "./engine-error.js";

/** So many names are said in a message, and looked at in an error. */
const MOST_SAID = 10;
const MOST_KEPT = 1000;

/**
 * An engine stopped, and workers of it did not end in time: they may still run. Its `cause` is the fatal
 * error that the engine stopped for, where there was one.
 */
export class AbandonedError extends EngineError {
  readonly code = "ERR_ABANDONED";
  /** Whose workers they are; of an engine inside the engine as `its name/their name`. */
  readonly manifolds: readonly string[];

  constructor(manifolds: readonly string[], cause?: unknown) {
    const said = manifolds.slice(0, MOST_SAID).map((name) => `"${name}"`);
    const more = manifolds.length > MOST_SAID ? ` and ${manifolds.length - MOST_SAID} more` : "";
    const what = `${said.join(", ")}${more} did not stop in time, abandoned`;
    const isCaused = cause !== undefined && cause !== null;
    super(isCaused ? `${errorText(cause)} (${what})` : what, isCaused ? { cause } : undefined);
    this.manifolds = manifolds;
  }
}

/** The names of those that an engine inside ended without, by what it ended with. */
export function abandonedIn(error: unknown): readonly string[] {
  for (const link of errorChain(error)) {
    if (codeOf(link) !== "ERR_ABANDONED") continue;
    const names = readProperty(link, "manifolds");
    const found: string[] = [];
    for (let index = 0; index < MOST_KEPT; index += 1) {
      const name = readProperty(names, index);
      if (typeof name === "string") found.push(name);
      else return found;
    }
    return found;
  }
  return [];
}
