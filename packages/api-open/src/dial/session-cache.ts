import { LRUCache } from "lru-cache";

/** TLS sessions, by all that their certificate was verified against. */
export interface SessionCache {
  get(key: string): Buffer | undefined;
  set(key: string, session: Buffer): void;
  delete(key: string): void;
}

/** Room for a controller's machines many times over; a session is a few KB. */
const MAX_SESSIONS = 256;

/** A cache of one's own, for whoever wants none shared. */
export function memorySessionCache(): SessionCache {
  return new LRUCache<string, Buffer>({ max: MAX_SESSIONS });
}

/**
 * The process's own. A module's variable, because what makes a session worth keeping is the next
 * call of `open`, and nothing of the agent's lives from one to the next.
 */
export const sharedSessions: SessionCache = memorySessionCache();
