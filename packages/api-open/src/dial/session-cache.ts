/** TLS sessions by what they were verified against. */
export interface SessionCache {
  get(key: string): Buffer | undefined;
  set(key: string, session: Buffer): void;
  delete(key: string): void;
}

/** Keeps the sessions used last, so many and no more. */
export class BoundedSessionCache implements SessionCache {
  readonly #sessions = new Map<string, Buffer>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Buffer | undefined {
    return this.#sessions.get(key);
  }

  set(key: string, session: Buffer): void {
    // Deleted first, so that it becomes the newest: a Map keeps the order of insertion.
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > this.#limit && oldest !== undefined) this.#sessions.delete(oldest);
  }

  delete(key: string): void {
    this.#sessions.delete(key);
  }
}

/**
 * The process's own. A module's variable, because what makes a session worth keeping is the next
 * call of `open`, and nothing of the agent's lives from one to the next; bounded, and a session is a
 * few KB. It holds no secret beyond a session's own, is keyed by all that the certificate was
 * verified against, and whoever wants none shared hands in one of their own.
 */
export const sharedSessions: SessionCache = new BoundedSessionCache(256);
