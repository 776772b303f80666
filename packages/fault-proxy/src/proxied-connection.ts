// One connection through the proxy: two sockets and the two relays between them.
//
//   relaying ──fault──► cut | reset | vanished        silent (never dialled)
//      └──both sides have ended──► over
import { connect, type Socket } from "node:net";
import { abortable, type Clock, type Random } from "@holdfast/ports";
import { FaultProxyError } from "./errors.js";
import { DirectionRelay, type ByteCounts } from "./direction-relay.js";
import type { ConnectionPlan, Fault } from "./plan.js";

/** The state of a connection. */
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

interface Relays {
  readonly upstream: Socket;
  readonly toTarget: DirectionRelay;
  readonly toClient: DirectionRelay;
}

const nothing: ByteCounts = { received: 0, delivered: 0, discarded: 0 };

export class ProxiedConnection {
  /** Its number, counted from 0 in the order of arrival. */
  readonly index: number;
  /** Resolves once both sockets are gone; under `vanish`, once the proxy is closed. */
  readonly ended: Promise<void>;
  readonly #client: Socket;
  readonly #relays: Relays | undefined;
  #state: ConnectionState;

  constructor(config: ConnectionConfig) {
    this.index = config.index;
    this.#client = config.client;
    // Socket errors of either side are passed on by `pass`, below, when the socket closes.
    this.#client.on("error", () => undefined);
    this.#state = config.plan.kind === "relay" ? "relaying" : "silent";
    this.#relays = config.plan.kind === "relay" ? this.#relay(config, config.plan) : undefined;
    this.ended = Promise.all([gone(this.#client), gone(this.#relays?.upstream)]).then(
      () => undefined,
    );
    if (config.plan.kind === "silence") this.#client.resume();
    if (config.plan.kind === "reset") this.inject({ kind: "reset" });
    this.#relays?.toTarget.open();
    this.#relays?.toClient.open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What has passed from the client to the target, in bytes. */
  get toTarget(): ByteCounts {
    if (this.#relays !== undefined) return this.#relays.toTarget.counts;
    const { bytesRead } = this.#client;
    return { received: bytesRead, delivered: 0, discarded: bytesRead };
  }

  /** What has passed from the target to the client, in bytes. */
  get toClient(): ByteCounts {
    return this.#relays?.toClient.counts ?? nothing;
  }

  /**
   * Resolves once `bytes` have been delivered in that direction. Rejects with the signal's reason,
   * or with `FaultProxyError` (ERR_CONNECTION_ENDED) where the connection ends before.
   */
  delivered(direction: Direction, bytes: number, signal?: AbortSignal): Promise<void> {
    return abortable(signal, (resolve, reject) => {
      const undo = this.#relays?.[direction].whenDelivered(bytes, resolve);
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

  /** Injects a fault now. Has no effect after a cut, a reset or a vanish. */
  inject(fault: Fault): void {
    if (this.#state !== "relaying" && this.#state !== "silent") return;
    switch (fault.kind) {
      case "cut":
        this.#state = "cut";
        this.#discard();
        for (const socket of this.#sockets()) socket.end();
        return;
      case "reset":
        this.#state = "reset";
        this.#discard();
        for (const socket of this.#sockets()) reset(socket);
        return;
      case "vanish":
        this.#state = "vanished";
        this.#discard();
        return;
      case "stall":
        this.#relays?.toTarget.stall();
        this.#relays?.toClient.stall();
    }
  }

  /** Undoes `stall`. */
  resume(): void {
    this.#relays?.toTarget.resume();
    this.#relays?.toClient.resume();
  }

  /** Destroys both sockets. */
  destroy(): void {
    this.#discard();
    for (const socket of this.#sockets()) socket.destroy();
  }

  #relay(
    { client, target, clock, random }: ConnectionConfig,
    plan: ConnectionPlan & { kind: "relay" },
  ): Relays {
    const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true });
    upstream.on("error", () => undefined);
    const relayOf = (from: Socket, to: Socket, direction: Direction): DirectionRelay =>
      new DirectionRelay({
        from,
        to,
        plan: plan[direction] ?? {},
        clock,
        random,
        onFault: (fault) => {
          // A stalled receiver is one that stops reading: the other direction goes on.
          if (fault.kind === "stall") this.#relays?.[direction].stall();
          else this.inject(fault);
        },
      });
    // A reset of one side resets the other: a proxy must not turn it into an end of stream.
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
      toTarget: relayOf(client, upstream, "toTarget"),
      toClient: relayOf(upstream, client, "toClient"),
    };
  }

  #discard(): void {
    this.#relays?.toTarget.discard();
    this.#relays?.toClient.discard();
  }

  #sockets(): Socket[] {
    return this.#relays === undefined ? [this.#client] : [this.#client, this.#relays.upstream];
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
