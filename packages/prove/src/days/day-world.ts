// A controller, a network and a clock through which an agent lives its days: all that they may do to a
// connection, on virtual time.
import {
  ApiError,
  type ApiInfo,
  CertificateError,
  type Connection,
  ConnectError,
  InvalidApiInfoError,
  type OpenFunc,
} from "@holdfast/api-open";
import { connectionOver } from "@holdfast/api-open/testing";
import { type Random, sleep, untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";

import { NEW_AGENT } from "../histories/world.js";
import { DayLog } from "./day-log.js";
import { type DayController, DayPeer } from "./day-peer.js";
import type { LoginLimit } from "./login-limit.js";

/** Where an address leads. */
export type Place = "controller" | "nobody" | "stranger" | "silent";

/** How the controller answers a login that is right. */
export type Mood = "admits" | "refuses" | "busy";

/** What never ends, whatever it is told: of the next attempt to connect, or of the next connection. */
export type Hanging = "connect" | "close" | "watch" | "call";

/** ms, as Juju's agents have it. */
const dialTimeout = 3000;

export class DayWorld implements DayController {
  readonly clock: VirtualClock = new VirtualClock(1_000_000);
  readonly random: Random;
  readonly places: Map<string, Place> = new Map([["10.0.0.1:17070", "controller"]]);
  announced: readonly string[] = ["10.0.0.1:17070"];
  password: string;
  mood: Mood = "admits";
  away = false;
  /** Whether what the agent has as the controller's CA is one. */
  hasCa = true;
  hangs: Hanging | undefined;
  /** How many logins the controller takes. */
  limit: LoginLimit | undefined;
  readonly log: DayLog = new DayLog();
  /** The agent's own connections. */
  readonly connections: DayPeer[] = [];
  /** Everybody's. */
  readonly #all = new Set<DayPeer>();
  readonly #changed = new Set<() => void>();

  constructor(password: string, random: Random) {
    this.password = password;
    this.random = random;
  }

  /** The connection that is up. */
  get connected(): DayPeer | undefined {
    const last = this.connections.at(-1);
    return last?.closed.aborted === false ? last : undefined;
  }

  /** Announces other addresses to whoever is connected. */
  announce(addresses: readonly string[]): void {
    this.announced = addresses;
    for (const tell of this.#changed) tell();
  }

  /** Calls back at the next announcement; returns how to stop that. */
  onAnnounce(tell: () => void): () => void {
    this.#changed.add(tell);
    return () => this.#changed.delete(tell);
  }

  /** Breaks every connection. */
  cut(): void {
    for (const connection of this.#all) connection.destroy(new Error("connection reset"));
    this.#all.clear();
  }

  /** Lets time pass behind what cuts idle connections after so many ms; how many were cut. */
  async behindBalancer(limit: number, ms: number): Promise<number> {
    let cuts = 0;
    for (const end = this.clock.now() + ms; this.clock.now() < end;) {
      // oxlint-disable-next-line no-await-in-loop -- moment by moment
      await this.clock.advance(1000);
      for (const connection of this.connections) {
        if (connection.closed.aborted || this.clock.now() - connection.lastTraffic < limit)
          continue;
        connection.destroy(new Error("connection reset"));
        cuts++;
      }
    }
    return cuts;
  }

  /** Whether that hangs now, as it then does no more. */
  takeHang<T extends Hanging>(...which: readonly T[]): T | undefined {
    const found = which.find((one) => one === this.hangs);
    if (found !== undefined) this.hangs = undefined;
    return found;
  }

  /** What an agent opens its connections with, which are then among `connections`. */
  opener(connections: DayPeer[]): OpenFunc {
    return async (info, options, signal) => {
      if (!this.hasCa) throw new InvalidApiInfoError("the CA certificate is none");
      if (this.takeHang("connect") !== undefined) {
        return await new Promise<never>(() => undefined);
      }
      await sleep(20, { clock: this.clock, signal });
      const tries = info.addrs.map(async (address) => {
        const peer = await this.#dial(address, info, signal);
        connections.push(peer);
        const ends = { peer, address, info, login: loginResult };
        return connectionOver(ends, { ...options, clock: this.clock });
      });
      const results = await Promise.allSettled<Connection>(tries);
      const made = results.find((result) => result.status === "fulfilled");
      if (made !== undefined) return made.value;
      const errors = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
      throw errors.find((error) => error instanceof ApiError) ?? errors[0];
    };
  }

  async #dial(address: string, info: ApiInfo, signal?: AbortSignal): Promise<DayPeer> {
    const place = this.places.get(address) ?? "nobody";
    if (place === "silent") {
      const ended = new AbortController();
      const wait = { clock: this.clock, signal: ended.signal };
      const aborted = signal === undefined ? [] : [untilAborted(signal)];
      await Promise.race([sleep(dialTimeout, wait), ...aborted]).finally(() => ended.abort());
      signal?.throwIfAborted();
    }
    if (place === "stranger")
      throw new CertificateError(address, "unknown authority", { cause: undefined });
    if (place !== "controller" || this.away)
      throw new ConnectError(address, { cause: new Error("connection refused") });
    if (this.mood === "busy" || this.limit?.admits(this.clock.now()) === false)
      throw new ApiError("try again", { code: "try again" });
    if (this.mood === "refuses" || info.password !== this.password)
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    const peer = new DayPeer(this, this.takeHang("close", "call"));
    this.#all.add(peer);
    return peer;
  }
}

const loginResult = {
  "controller-tag": NEW_AGENT.controller,
  "model-tag": NEW_AGENT.model,
  "server-version": "3.6.4",
  servers: [],
  facades: [
    { name: "Agent", versions: [3] },
    { name: "Machiner", versions: [5] },
    { name: "NotifyWatcher", versions: [1] },
    { name: "Pinger", versions: [1] },
  ],
};
