import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";
import type { RpcObserver } from "@holdfast/rpc";
import { type Dialler, tcpDialler } from "./dialler.js";
import { type ProxySettings, proxyFromEnvironment } from "./proxy-settings.js";
import { type DnsCache, type Resolver, systemResolver } from "./resolver.js";
import { type SessionCache, sharedSessions } from "./session-cache.js";
import type { VerifyCa } from "./unknown-ca.js";

/** How to connect. Durations in ms, 0 for none; what is left out is as Juju's agents have it. */
export interface DialOptions {
  /** Between the starts of attempts at different addresses: 200. */
  dialAddressInterval?: number;
  /** For connecting, all addresses together: names, TCP, TLS, WebSocket: 3,000. */
  dialTimeout?: number;
  /** For connecting and logging in: 60,000. */
  timeout?: number;
  /** Between attempts at one address, which go on as long as `timeout`; 0, as here, for one attempt. */
  retryDelay?: number;
  /** Takes any certificate, and so anybody for the controller. Never from a configuration file. */
  insecureSkipVerify?: boolean;

  /** Between the end of one ping and the next: 60,000. */
  pingPeriod?: number;
  /** For the answer to a ping: 30,000. */
  pingTimeout?: number;

  /** Trusted beside the info's CA, PEM each: what `readCertificateDirectory` found. */
  extraRoots?: readonly string[];
  /** Trusted where the info has no CA, PEM each: the system's. */
  publicRoots?: readonly string[];
  /** Asked, before dialling, about a CA that nobody here knows. Not for agents. */
  verifyCa?: VerifyCa;
  /** Proves who we are to a controller that asks for it; `key` is a secret. PEM, the whole chain. */
  clientCertificate?: ClientCertificate;
  /** Through which proxy; `system`, the default, asks the environment, `none` asks nobody. */
  proxy?: ProxySettings | "none" | "system";

  clock?: Clock;
  /** Spreads agents over the addresses. */
  random?: Random;
  logger?: Logger;
  resolver?: Resolver;
  /** Remembers addresses of names from one `open` to the next. */
  dnsCache?: DnsCache;
  /** Opens a stream of bytes to one place. */
  dialler?: Dialler;
  /** Remembers TLS sessions, which make a reconnection quicker; shared by the process. */
  sessions?: SessionCache;
  /** The longest message that is accepted or sent, in bytes: that of `@holdfast/rpc`, 16 MiB. */
  maxMessageBytes?: number;
  /** Told of each call. */
  observer?: RpcObserver;
}

/** PEM texts. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Juju's own values for agents (2018 until today). */
export const AGENT_DIAL_OPTIONS: Readonly<
  Required<Pick<DialOptions, "dialAddressInterval" | "dialTimeout" | "retryDelay" | "timeout">>
> = { dialAddressInterval: 200, dialTimeout: 3_000, timeout: 60_000, retryDelay: 0 };

/** The options with nothing left out. */
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
  readonly proxy: ProxySettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly resolver: Resolver;
  readonly dnsCache: DnsCache | undefined;
  readonly dialler: Dialler;
  readonly sessions: SessionCache;
  readonly maxMessageBytes: number | undefined;
  readonly observer: RpcObserver | undefined;
}

export function dialSettings(options: DialOptions): DialSettings {
  const { proxy = "system" } = options;
  return {
    dialAddressInterval: options.dialAddressInterval ?? AGENT_DIAL_OPTIONS.dialAddressInterval,
    dialTimeout: options.dialTimeout ?? AGENT_DIAL_OPTIONS.dialTimeout,
    timeout: options.timeout ?? AGENT_DIAL_OPTIONS.timeout,
    retryDelay: options.retryDelay ?? AGENT_DIAL_OPTIONS.retryDelay,
    insecureSkipVerify: options.insecureSkipVerify ?? false,
    pingPeriod: options.pingPeriod ?? 60_000,
    pingTimeout: options.pingTimeout ?? 30_000,
    extraRoots: options.extraRoots ?? [],
    publicRoots: options.publicRoots,
    verifyCa: options.verifyCa,
    clientCertificate: options.clientCertificate,
    proxy: proxy === "none" ? {} : proxy === "system" ? proxyFromEnvironment() : proxy,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger: options.logger ?? silentLogger,
    resolver: options.resolver ?? systemResolver,
    dnsCache: options.dnsCache,
    dialler: options.dialler ?? tcpDialler,
    sessions: options.sessions ?? sharedSessions,
    maxMessageBytes: options.maxMessageBytes,
    observer: options.observer,
  };
}
