import type { SessionCache } from "../../src/index.js";

/** Gives the first session that it was ever given, for every place and for good. */
export function oneSession(): SessionCache {
  let kept: Buffer | undefined;
  return {
    get: () => kept,
    set: (_key, session) => void (kept ??= session),
    delete: () => undefined,
  };
}
