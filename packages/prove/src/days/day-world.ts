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
import { type Random, sleep, untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";

import { DayConnection, type DayController } from "./day-connection.js";

/** Where an address leads. */
export type Place = "controller" | "nobody" | "stranger" | "silent";

/** How the controller answers a login that is right. */
export type Mood = "admits" | "refuses" | "busy";

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
  /** What never ends, whatever it is told: the next connect(), or the close() of the next connection. */
  hangs: "connect" | "close" | undefined;
  readonly connections: DayConnection[] = [];
  readonly #changed = new Set<() => void>();

  constructor(password: string, random: Random) {
    this.password = password;
    this.random = random;
  }

  /** The connection that is up. */
  get connected(): DayConnection | undefined {
    const last = this.connections.at(-1);
    return last?.broken.aborted === false ? last : undefined;
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
    for (const connection of this.connections) connection.break(new Error("connection reset"));
  }

  /** What an agent opens its connections with. */
  readonly open: OpenFunc = async (info, _options, signal) => {
    if (!this.hasCa) throw new InvalidApiInfoError("the CA certificate is none");
    if (this.hangs === "connect") {
      this.hangs = undefined;
      return await new Promise<never>(() => undefined);
    }
    await sleep(20, { clock: this.clock, signal });
    const tries = info.addrs.map((address) => this.#dial(address, info, signal));
    const results = await Promise.allSettled(tries);
    const made = results.find((result) => result.status === "fulfilled");
    if (made !== undefined) return made.value;
    const errors = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    throw errors.find((error) => error instanceof ApiError) ?? errors[0];
  };

  async #dial(address: string, info: ApiInfo, signal?: AbortSignal): Promise<Connection> {
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
    if (this.mood === "busy") throw new ApiError("try again", { code: "try again" });
    if (this.mood === "refuses" || info.password !== this.password)
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    const connection = new DayConnection(this, address, this.hangs === "close");
    if (this.hangs === "close") this.hangs = undefined;
    this.connections.push(connection);
    return connection;
  }
}
