// One connection through the proxy: two sockets and the two lanes between them.
//
//   relaying ──fault──► cut | reset | vanished        silent (never dialled)
//      └──both sides have ended──► over
import { connect, type Socket } from "node:net";
import { abortable, type Clock, type Random } from "@holdfast/ports";
import { FaultProxyError } from "./errors.js";
import { Lane, type LaneAccount } from "./lane.js";
import type { ConnectionPlan, Fault } from "./plan.js";

/** What a connection is at. */
export type ConnectionState = "relaying" | "silent" | "cut" | "reset" | "vanished";

/** The two directions, by where the bytes go. */
export type Direction = "toClient" | "toTarget";

export interface ConnectionConfig {
  readonly index: number;
  readonly client: Socket;
  readonly target: { readonly host: string; readonly port: number };
  readonly plan: ConnectionPlan;
  readonly clock: Clock;
  readonly random: Random;
}

interface Lanes {
  readonly upstream: Socket;
  readonly toTarget: Lane;
  readonly toClient: Lane;
}

const nothing: LaneAccount = { received: 0, delivered: 0, swallowed: 0 };

export class ProxiedConnection {
  /** Its number, counted from 0 in the order of arrival. */
  readonly index: number;
  /** Resolves once both sockets are gone; under `vanish`, once the proxy is closed. */
  readonly ended: Promise<void>;
  readonly #client: Socket;
  readonly #lanes: Lanes | undefined;
  #state: ConnectionState;

  constructor(config: ConnectionConfig) {
    this.index = config.index;
    this.#client = config.client;
    // What either side does to its socket is its own affair.
    this.#client.on("error", () => undefined);
    this.#state = config.plan.kind === "relay" ? "relaying" : "silent";
    this.#lanes = config.plan.kind === "relay" ? this.#relay(config, config.plan) : undefined;
    this.ended = Promise.all([gone(this.#client), gone(this.#lanes?.upstream)]).then(
      () => undefined,
    );
    if (config.plan.kind === "silence") this.#client.resume();
    if (config.plan.kind === "reset") this.inject({ kind: "reset" });
    this.#lanes?.toTarget.open();
    this.#lanes?.toClient.open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What has passed from the client to the target, in bytes. */
  get toTarget(): LaneAccount {
    if (this.#lanes !== undefined) return this.#lanes.toTarget.account;
    const { bytesRead } = this.#client;
    return { received: bytesRead, delivered: 0, swallowed: bytesRead };
  }

  /** What has passed from the target to the client, in bytes. */
  get toClient(): LaneAccount {
    return this.#lanes?.toClient.account ?? nothing;
  }

  /**
   * Resolves once `bytes` have been delivered in that direction. Rejects with the signal's reason,
   * or with `FaultProxyError` (ERR_CONNECTION_ENDED) where the connection ends before.
   */
  delivered(direction: Direction, bytes: number, signal?: AbortSignal): Promise<void> {
    return abortable(signal, (resolve, reject) => {
      const undo = this.#lanes?.[direction].whenDelivered(bytes, resolve);
      void this.ended.then(() =>
        reject(
          new FaultProxyError(
            "ERR_CONNECTION_ENDED",
            `connection ${this.index} ended before ${bytes} bytes were delivered`,
          ),
        ),
      );
      return () => undo?.();
    });
  }

  /** Lets a fault happen now. After a cut, a reset or a vanishing nothing else can happen. */
  inject(fault: Fault): void {
    if (this.#state !== "relaying" && this.#state !== "silent") return;
    switch (fault.kind) {
      case "cut":
        this.#state = "cut";
        this.#swallow();
        for (const socket of this.#sockets()) socket.end();
        return;
      case "reset":
        this.#state = "reset";
        this.#swallow();
        for (const socket of this.#sockets()) reset(socket);
        return;
      case "vanish":
        this.#state = "vanished";
        this.#swallow();
        return;
      case "stall":
        this.#lanes?.toTarget.stall();
        this.#lanes?.toClient.stall();
    }
  }

  /** Undoes `stall`. */
  resume(): void {
    this.#lanes?.toTarget.resume();
    this.#lanes?.toClient.resume();
  }

  /** Destroys both sockets. */
  destroy(): void {
    this.#swallow();
    for (const socket of this.#sockets()) socket.destroy();
  }

  #relay(
    { client, target, clock, random }: ConnectionConfig,
    plan: ConnectionPlan & { kind: "relay" },
  ): Lanes {
    const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true });
    upstream.on("error", () => undefined);
    const lane = (from: Socket, to: Socket, direction: Direction): Lane =>
      new Lane({
        from,
        to,
        plan: plan[direction] ?? {},
        clock,
        random,
        onFault: (fault) => {
          // A stalled receiver is one that stops reading: the other direction goes on.
          if (fault.kind === "stall") this.#lanes?.[direction].stall();
          else this.inject(fault);
        },
      });
    // A side that breaks off breaks off the other: a proxy must not turn a reset into an end.
    const pass = (from: Socket, to: Socket): void => {
      from.once("close", (failed) => {
        if (this.#state !== "relaying") return;
        if (failed) reset(to);
        else if (!to.writableEnded) to.end();
      });
    };
    pass(client, upstream);
    pass(upstream, client);
    return {
      upstream,
      toTarget: lane(client, upstream, "toTarget"),
      toClient: lane(upstream, client, "toClient"),
    };
  }

  #swallow(): void {
    this.#lanes?.toTarget.swallow();
    this.#lanes?.toClient.swallow();
  }

  #sockets(): Socket[] {
    return this.#lanes === undefined ? [this.#client] : [this.#client, this.#lanes.upstream];
  }
}

function reset(socket: Socket): void {
  // One that is still connecting would be connected first, to be reset then.
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}

function gone(socket: Socket | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.destroyed) resolve();
    else socket.once("close", () => resolve());
  });
}
