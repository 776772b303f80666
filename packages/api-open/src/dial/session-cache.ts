import { LRUCache } from "lru-cache";

/** TLS sessions, keyed by target, name and all that their certificate was verified against. */
export interface SessionCache {
  get(key: string): Buffer | undefined;
  set(key: string, session: Buffer): void;
  delete(key: string): void;
}

/** Many times the number of a controller's machines; a session takes a few KB. */
const MAX_SESSIONS = 256;

/** A separate cache: sessions are not shared with others. Holds the 256 used last. */
export function memorySessionCache(): SessionCache {
  return new LRUCache<string, Buffer>({ max: MAX_SESSIONS });
}

/**
 * The cache shared by the process. A module variable, because a session is for the next call of
 * `open`, and no object of an agent lives from one call to the next.
 */
export const sharedSessions: SessionCache = memorySessionCache();
