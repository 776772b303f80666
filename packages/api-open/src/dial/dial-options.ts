import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";
import type { LoginProvider } from "../contract/login-provider.js";
import type { DialObserver } from "./dial-observer.js";
import { type Dialler, tcpDialler } from "./dialler.js";
import { type ProxySettings, proxyFromEnvironment } from "./proxy-settings.js";
import { type DnsCache, type Resolver, systemResolver } from "./resolver.js";
import { type SessionCache, sharedSessions } from "./session-cache.js";
import type { VerifyCa } from "./unknown-ca.js";

/**
 * How to connect. Durations are in ms, 0 for none; the defaults are those of Juju's agents, but for
 * `pingPeriod`: Juju's minute is what many load balancers give an idle connection.
 */
export interface DialOptions {
  /** ms between the starts of attempts at different addresses: 200. */
  dialAddressInterval?: number;
  /** ms for connecting (names, TCP, TLS, WebSocket), all addresses together: 3,000. */
  dialTimeout?: number;
  /** ms for connecting and logging in: 60,000. */
  timeout?: number;
  /** ms between attempts at one address, which go on until a timeout; 0 (the default): one attempt. */
  retryDelay?: number;
  /** Accepts any certificate, and so any server as the controller. Not settable in a configuration file. */
  insecureSkipVerify?: boolean;

  /** ms from the reply to one ping to the next ping, and between the pings of a stream: 30,000. */
  pingPeriod?: number;
  /** ms for the reply to a ping: 30,000. */
  pingTimeout?: number;

  /** Trusted beside the info's CA, PEM each: what `readCertificateDirectory` found. */
  extraRoots?: readonly string[];
  /** Trusted where the info has no CA, PEM each: the system's. */
  publicRoots?: readonly string[];
  /** Called before dialling with a CA that is not trusted yet. For interactive clients, not agents. */
  verifyCa?: VerifyCa;
  /** Presented to a controller that requests one: PEM, the whole chain. `key` is a secret. */
  clientCertificate?: ClientCertificate;
  /**
   * Logs in, in place of the info's password and macaroons, which are not sent then. Asked anew for each
   * login and each stream.
   */
  loginProvider?: LoginProvider;
  /** The HTTP proxy; `system` (the default) reads the environment, `none` connects directly. */
  proxy?: ProxySettings | "none" | "system";

  clock?: Clock;
  /** Shuffles the addresses. */
  random?: Random;
  logger?: Logger;
  resolver?: Resolver;
  /** Caches addresses of names from one `open` to the next. */
  dnsCache?: DnsCache;
  /** Opens a byte stream to a host and port. */
  dialler?: Dialler;
  /** Caches TLS sessions, which make a reconnection faster; shared by the process. */
  sessions?: SessionCache;
  /** The longest message that is accepted or sent, in bytes: 64 MiB, as much as a large model's status. */
  maxMessageBytes?: number;
  /** Hooks for metrics and traces of calls, and for certificates. */
  observer?: DialObserver;
}

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** PEM texts. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Juju's own values for agents (2018 until today). */
export const AGENT_DIAL_OPTIONS: Readonly<
  Required<Pick<DialOptions, "dialAddressInterval" | "dialTimeout" | "retryDelay" | "timeout">>
> = { dialAddressInterval: 200, dialTimeout: 3_000, timeout: 60_000, retryDelay: 0 };

/** The options with their defaults filled in. */
export interface DialSettings {
  readonly dialAddressInterval: number;
  readonly dialTimeout: number;
  readonly timeout: number;
  readonly retryDelay: number;
  readonly insecureSkipVerify: boolean;
  readonly pingPeriod: number;
  readonly pingTimeout: number;
  readonly extraRoots: readonly string[];
  readonly publicRoots: readonly string[] | undefined;
  readonly verifyCa: VerifyCa | undefined;
  readonly clientCertificate: ClientCertificate | undefined;
  readonly loginProvider: LoginProvider | undefined;
  readonly proxy: ProxySettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly resolver: Resolver;
  readonly dnsCache: DnsCache | undefined;
  readonly dialler: Dialler;
  readonly sessions: SessionCache;
  readonly maxMessageBytes: number;
  readonly observer: DialObserver | undefined;
}

export function resolveDialOptions(options: DialOptions): DialSettings {
  const { proxy = "system" } = options;
  return {
    dialAddressInterval: options.dialAddressInterval ?? AGENT_DIAL_OPTIONS.dialAddressInterval,
    dialTimeout: options.dialTimeout ?? AGENT_DIAL_OPTIONS.dialTimeout,
    timeout: options.timeout ?? AGENT_DIAL_OPTIONS.timeout,
    retryDelay: options.retryDelay ?? AGENT_DIAL_OPTIONS.retryDelay,
    insecureSkipVerify: options.insecureSkipVerify ?? false,
    pingPeriod: options.pingPeriod ?? 30_000,
    pingTimeout: options.pingTimeout ?? 30_000,
    extraRoots: options.extraRoots ?? [],
    publicRoots: options.publicRoots,
    verifyCa: options.verifyCa,
    clientCertificate: options.clientCertificate,
    loginProvider: options.loginProvider,
    proxy: proxy === "none" ? {} : proxy === "system" ? proxyFromEnvironment() : proxy,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger: options.logger ?? silentLogger,
    resolver: options.resolver ?? systemResolver,
    dnsCache: options.dnsCache,
    dialler: options.dialler ?? tcpDialler,
    sessions: options.sessions ?? sharedSessions,
    maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
    observer: options.observer,
  };
}
