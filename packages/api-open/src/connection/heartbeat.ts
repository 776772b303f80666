// Keep-alive in both directions: the controller drops an agent that has not pinged for three minutes,
// whatever else it sends, and a controller that does not answer a ping counts as gone, even where TCP
// reports nothing.
//
//   waiting ──period──► asking ──answer──► waiting
//                          └──error, or silence for the timeout──► over (the peer is destroyed)
import { Pinger } from "@holdfast/facades";
import type { Clock, Timer } from "@holdfast/ports";
import { CallTimeoutError, type CallPeer } from "@holdfast/rpc/client";
import { PingFailedError } from "../errors.js";

type State =
  | { readonly kind: "waiting"; readonly timer: Timer }
  | { readonly kind: "asking" }
  | { readonly kind: "over" };

export interface HeartbeatConfig {
  readonly peer: CallPeer;
  readonly clock: Clock;
  /** ms from the end of one ping to the next. */
  readonly period: number;
  /** ms for the answer. */
  readonly timeout: number;
}

export class Heartbeat implements Disposable {
  readonly #config: HeartbeatConfig;
  #state: State;

  constructor(config: HeartbeatConfig) {
    this.#config = config;
    this.#state = this.#wait();
  }

  /** No more pings. */
  [Symbol.dispose](): void {
    if (this.#state.kind === "waiting") this.#config.clock.clearTimeout(this.#state.timer);
    this.#state = { kind: "over" };
  }

  #wait(): State {
    const { clock, period } = this.#config;
    // The ping has handled its own failure: nothing is left to reject.
    return { kind: "waiting", timer: clock.setTimeout(() => void this.#ping(), period) };
  }

  async #ping(): Promise<void> {
    this.#state = { kind: "asking" };
    const alive = await ping(this.#config.peer, this.#config.timeout);
    if (this.#over()) return;
    this.#state = alive ? this.#wait() : { kind: "over" };
  }

  #over(): boolean {
    return this.#state.kind === "over";
  }
}

/**
 * Pings the controller. Without an answer the connection is ended with a PingFailedError, which
 * rejects the pending calls at once.
 */
export async function ping(peer: CallPeer, timeout: number): Promise<boolean> {
  const { name: facade, version } = Pinger;
  try {
    await peer.call({ facade, version, method: "Ping" }, { timeout });
    return true;
  } catch (cause) {
    // A connection that ended by itself keeps its own reason.
    if (!peer.closed.aborted) peer.destroy(pingFailed(cause, timeout));
    return false;
  }
}

function pingFailed(cause: unknown, timeout: number): PingFailedError {
  return new PingFailedError(
    cause instanceof CallTimeoutError
      ? `health ping timed out after ${timeout} ms: the controller, or the network to it, is gone`
      : "health ping failed: the controller answered with an error",
    { cause },
  );
}
