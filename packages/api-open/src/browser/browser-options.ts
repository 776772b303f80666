import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";
import type { PlatformSocket, RpcObserver } from "@holdfast/rpc/client";

import type { LoginProvider } from "../contract/login-provider.js";

/** How to connect by the platform's WebSocket. Durations are in ms, 0 for none. */
export interface BrowserDialOptions {
  /** Between the starts of attempts at different addresses: 200. */
  dialAddressInterval?: number;
  /** For connecting, all addresses together: 10,000. */
  dialTimeout?: number;
  /** For connecting and logging in: 60,000. */
  timeout?: number;
  /** From the reply to one ping to the next ping: 30,000. */
  pingPeriod?: number;
  /** For the reply to a ping: 30,000. */
  pingTimeout?: number;
  /** The longest message that is accepted or sent, in bytes: 64 MiB. */
  maxMessageBytes?: number;
  /** Logs in, in place of the info's password and macaroons. Asked anew for each login. */
  loginProvider?: LoginProvider;
  /** `ws:` for what serves without TLS, such as a proxy on this machine; `wss:` by default. */
  scheme?: "ws:" | "wss:";
  /** Makes the sockets; the platform's `WebSocket` by default. */
  createSocket?: (url: string) => PlatformSocket;
  clock?: Clock;
  /** Shuffles the addresses. */
  random?: Random;
  logger?: Logger;
  observer?: RpcObserver;
}

/** The options with their defaults filled in. */
export type BrowserDialSettings = Required<Omit<BrowserDialOptions, "loginProvider" | "observer">> &
  Pick<BrowserDialOptions, "loginProvider" | "observer">;

export function resolveBrowserOptions(options: BrowserDialOptions): BrowserDialSettings {
  return {
    dialAddressInterval: 200,
    dialTimeout: 10_000,
    timeout: 60_000,
    pingPeriod: 30_000,
    pingTimeout: 30_000,
    maxMessageBytes: 64 * 1024 * 1024,
    scheme: "wss:",
    createSocket: (url) => new WebSocket(url),
    clock: systemClock,
    random: Math.random,
    logger: silentLogger,
    ...options,
  };
}
