// Frames on their way out. Those of one turn, until all promises have run dry, become one buffer and
// one write: a system call for each frame is what limits every client that leaves it to `ws`, and what
// else `ws` does for each (a copy, two writes and their callbacks) goes with it.
//
// One write is under way at a time; frames gather behind it, and over `limit` the writer says that it
// is congested. Congested, and no write done for `stallTimeout`, the other side has stopped reading.
import process from "node:process";
import type { Duplex } from "node:stream";
import type { Clock, Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { frameBytes, layFrame } from "./frame.js";
import type { RpcObserver } from "./observer.js";

export interface FrameWriterConfig {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly clock: Clock;
  readonly observer: RpcObserver | undefined;
  /** Bytes waiting above which the writer is congested. */
  readonly limit: number;
  /** ms. */
  readonly stallTimeout: number;
  /** Called when it is congested no more. */
  readonly onRelief: () => void;
  readonly onStall: () => void;
}

/** What one write takes, in bytes, unless a single frame is longer. */
const batchBytes = 256 * 1024;

export class FrameWriter {
  readonly #config: FrameWriterConfig;
  readonly #masked: boolean;
  #texts: string[] = [];
  #lengths: number[] = [];
  /** The first of them that is not written yet. */
  #head = 0;
  #gathered = 0;
  #writing = 0;
  #scheduled = false;
  #stall: { readonly timer: Timer } | undefined;

  constructor(config: FrameWriterConfig) {
    this.#config = config;
    // Only clients mask what they send, and only they have an address to call.
    this.#masked = Boolean(config.socket.url);
  }

  /** Bytes that the kernel has not taken yet. */
  get buffered(): number {
    return this.#gathered + this.#writing;
  }

  /** Whoever has more to write should wait for `onRelief`. */
  get congested(): boolean {
    return this.#stall !== undefined;
  }

  /**
   * Writes `text`, of `length` bytes as UTF-8, at the end of this turn. Does nothing once the socket
   * is closing: whoever waits for an answer hears that it ended.
   */
  write(text: string, length: number): void {
    if (this.#config.socket.readyState !== WebSocket.OPEN) return;
    this.#texts.push(text);
    this.#lengths.push(length);
    this.#gathered += frameBytes(length, this.#masked);
    this.#config.observer?.frameSent?.(length);
    if (this.buffered > this.#config.limit) this.#stall ??= this.#watch();
    this.#schedule();
  }

  /** Hands all there is to the stream, at once: what is written there next comes behind it. */
  flush(): void {
    while (this.#head < this.#texts.length) this.#writeBatch();
  }

  /** Forgets what was not written. */
  dispose(): void {
    this.#forget(this.#texts.length);
    this.#gathered = 0;
    this.#unwatch();
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing > 0) return;
    this.#scheduled = true;
    process.nextTick(this.#turn);
  }

  /** Runs once whoever awaits what has just come in has had its say: calls that follow go along. */
  readonly #turn = (): void => {
    this.#scheduled = false;
    if (this.#head < this.#texts.length) this.#writeBatch();
  };

  #writeBatch(): void {
    let end = this.#head;
    let size = 0;
    do size += frameBytes(this.#lengths[end++] ?? 0, this.#masked);
    while (size < batchBytes && end < this.#texts.length);
    const batch = Buffer.allocUnsafe(size);
    let offset = 0;
    for (let i = this.#head; i < end; i++) {
      const text = this.#texts[i] ?? "";
      const length = this.#lengths[i] ?? 0;
      offset = layFrame(batch, offset, { text, length, masked: this.#masked });
    }
    this.#forget(end);
    this.#gathered -= size;
    this.#writing += size;
    this.#config.stream.write(batch, () => this.#written(size));
  }

  /** A write that failed is reported by the stream's end, not here. */
  #written(size: number): void {
    this.#writing -= size;
    const congested = this.#stall !== undefined;
    if (congested) {
      this.#unwatch();
      if (this.buffered > this.#config.limit) this.#stall = this.#watch();
    }
    if (this.#head < this.#texts.length) this.#schedule();
    if (congested && this.#stall === undefined) this.#config.onRelief();
  }

  #forget(end: number): void {
    this.#head = end;
    if (end < this.#texts.length) return;
    this.#texts = [];
    this.#lengths = [];
    this.#head = 0;
  }

  #watch(): { readonly timer: Timer } {
    const { clock, stallTimeout, onStall } = this.#config;
    return { timer: clock.setTimeout(onStall, stallTimeout) };
  }

  #unwatch(): void {
    if (this.#stall !== undefined) this.#config.clock.clearTimeout(this.#stall.timer);
    this.#stall = undefined;
  }
}
