// A connection with something that goes on beside it for as long as it is open: a watch, at whose end the
// connection ends, since its controller takes new credentials at a login alone; or a renewal, with which
// it goes on.
//
//   open ──inner breaks──────► broken: its reason
//    ├───watch fulfilled──────► broken: ChangedPasswordError ─► the holder closes, and connects again at once
//    ├───renewal fulfilled────► open
//    ├───either rejected──────► broken: that error
//    └───close()──────────────► either interrupted, inner closed, and both waited for
import type { ApiCaller, Connection } from "@holdfast/api-open";
import { type Clock, onAbort, sleep, systemClock } from "@holdfast/ports";

import { ChangedPasswordError, CredentialsWatchStuckError } from "./errors.js";

/**
 * Waits until the credentials that a connection was made with have been replaced by others that the next
 * attempt will use. Must reject with the signal's reason soon after `signal` is aborted; whatever else it
 * rejects with ends the connection, with that as the reason.
 */
export type CredentialsReplaced = (signal: AbortSignal) => Promise<void>;

/**
 * Gives back `connection` as one that lasts until its credentials are replaced: for a strategy whose
 * passwords or certificates somebody keeps fresh. Its `broken` is aborted with a
 * {@link ChangedPasswordError} then, upon which an agent connects again at once. Closing it closes
 * `connection`, and interrupts the wait.
 *
 * Closing rejects with a {@link CredentialsWatchStuckError} where the wait does not end within 2 s of its
 * signal; the connection is closed all the same.
 *
 * @param replaced - called at once
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import { isChangedPassword, watchCredentials } from "@holdfast/connect";
 * import { OnlyConnect } from "@holdfast/connect-only";
 * import { Scene } from "@holdfast/connect-testkit";
 *
 * const secretManager = new EventTarget();
 * const scene = await Scene.open((ports) => ({
 *   async connect(agent, apiOpen, signal) {
 *     const connection = await new OnlyConnect(ports).connect(agent, apiOpen, signal);
 *     return watchCredentials(connection, async (closing) => {
 *       await once(secretManager, "rotated", { signal: closing });
 *     });
 *   },
 * }), { credentials: "settled" });
 * const outcome = await scene.connect();
 * assert.ok(outcome.kind === "connected");
 * assert.ok(!outcome.connection.broken.aborted);
 * secretManager.dispatchEvent(new Event("rotated"));
 * await once(outcome.connection.broken, "abort");
 * assert.ok(isChangedPassword(outcome.connection.broken.reason));
 * await scene[Symbol.asyncDispose]();
 * ```
 */
export function watchCredentials(
  connection: Connection,
  replaced: CredentialsReplaced,
  options: { readonly clock?: Clock } = {},
): Connection {
  const work: CredentialsWork = async (signal) => {
    await replaced(signal);
    if (!signal.aborted) throw new ChangedPasswordError("credentials renewed; retry");
  };
  return new AccompaniedConnection(connection, work, options.clock ?? systemClock);
}

/**
 * Keeps credentials fresh for as long as its signal lets it. Must reject with the signal's reason soon
 * after that is aborted; whatever else it rejects with ends the connection, with that as the reason, so
 * what may pass is for itself to try again.
 */
export type CredentialsWork = (signal: AbortSignal) => Promise<void>;

/**
 * Gives back `connection` as one beside which `renew` runs as long as it is open: for credentials that
 * may be replaced while it is, such as a token that a `LoginProvider` shows at the next login and the next
 * stream, or a password that the controller takes over the connection itself. Nothing is restarted for it.
 * Where only a new login shows the new credentials there is {@link watchCredentials}.
 *
 * Closing it closes `connection`, interrupts `renew`, and rejects with a
 * {@link CredentialsWatchStuckError} where that does not end within 2 s.
 *
 * @param renew - called at once
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { renewCredentials, sleep } from "@holdfast/connect";
 * import { OnlyConnect } from "@holdfast/connect-only";
 * import { Scene } from "@holdfast/connect-testkit";
 *
 * let token = 1;
 * const scene = await Scene.open((ports) => ({
 *   async connect(agent, apiOpen, signal) {
 *     const connection = await new OnlyConnect(ports).connect(agent, apiOpen, signal);
 *     return renewCredentials(connection, async (closing) => {
 *       for (;;) {
 *         await sleep(60_000, { clock: ports.clock, signal: closing });
 *         token++;
 *       }
 *     });
 *   },
 * }), { credentials: "settled" });
 * const outcome = await scene.connect();
 * assert.ok(outcome.kind === "connected");
 * await scene.clock.advance(60_000);
 * assert.equal(token, 2);
 * assert.ok(!outcome.connection.broken.aborted);
 * await scene[Symbol.asyncDispose]();
 * ```
 */
export function renewCredentials(
  connection: Connection,
  renew: CredentialsWork,
  options: { readonly clock?: Clock } = {},
): Connection {
  return new AccompaniedConnection(connection, renew, options.clock ?? systemClock);
}

/** ms for a watch to end once its signal is aborted. */
const WATCH_TIMEOUT = 2_000;

class AccompaniedConnection implements Connection {
  readonly #inner: Connection;
  readonly #clock: Clock;
  readonly #broken = new AbortController();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  readonly #stopListening: () => void;

  constructor(inner: Connection, work: CredentialsWork, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#ended = this.#accompany(work);
    this.#stopListening = onAbort(inner.broken, () => {
      this.#broken.abort(inner.broken.reason);
      this.#closing.abort();
    });
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  async isBroken(): Promise<boolean> {
    return this.broken.aborted || this.#inner.isBroken();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    // Side by side: a watch that does not listen must not keep the connection open.
    try {
      await Promise.all([this.#workEnded(), this.#inner.close()]);
    } finally {
      this.#stopListening();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A watch that does not listen is not waited for: nobody would ever connect again. */
  async #workEnded(): Promise<void> {
    const ended = new AbortController();
    const overdue = sleep(WATCH_TIMEOUT, { clock: this.#clock, signal: ended.signal }).then(
      () => {
        throw new CredentialsWatchStuckError(WATCH_TIMEOUT);
      },
      () => undefined, // it ended in time
    );
    await Promise.race([this.#ended, overdue]).finally(() => ended.abort());
  }

  async #accompany(work: CredentialsWork): Promise<void> {
    const { signal } = this.#closing;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) this.#broken.abort(error);
    }
  }

  call(request: Parameters<ApiCaller["call"]>[0]): Promise<unknown> {
    return this.#inner.call(request);
  }
  connectStream(
    ...args: Parameters<ApiCaller["connectStream"]>
  ): ReturnType<ApiCaller["connectStream"]> {
    return this.#inner.connectStream(...args);
  }
  get facades(): Connection["facades"] {
    return this.#inner.facades;
  }
  bestFacadeVersion(facade: string): number {
    return this.#inner.bestFacadeVersion(facade);
  }
  get modelTag(): Connection["modelTag"] {
    return this.#inner.modelTag;
  }
  get controllerTag(): Connection["controllerTag"] {
    return this.#inner.controllerTag;
  }
  get authTag(): Connection["authTag"] {
    return this.#inner.authTag;
  }
  get serverVersion(): Connection["serverVersion"] {
    return this.#inner.serverVersion;
  }
  get addr(): string {
    return this.#inner.addr;
  }
  get ipAddr(): Connection["ipAddr"] {
    return this.#inner.ipAddr;
  }
  get apiHostPorts(): Connection["apiHostPorts"] {
    return this.#inner.apiHostPorts;
  }
  get publicDnsName(): Connection["publicDnsName"] {
    return this.#inner.publicDnsName;
  }
  get controllerAccess(): Connection["controllerAccess"] {
    return this.#inner.controllerAccess;
  }
  get isProxied(): boolean {
    return this.#inner.isProxied;
  }
}
