// Outgoing messages, batched: those of one tick of the event loop, microtasks included, are written as
// frames into one buffer with one write. A system call for each frame is what limits a client that
// leaves the writing to `ws`; a copy, two writes and two callbacks per frame are saved with it.
//
// One write is in progress at a time, and messages queue behind it. With more than `limit` bytes
// waiting the writer is congested; if no write completes for `stallTimeout` then, the peer has stopped
// reading.
import process from "node:process";
import type { Duplex } from "node:stream";
import type { Clock, Timer } from "@holdfast/ports";
import { WebSocket } from "ws";
import { frameLength, writeFrame } from "./web-socket-frame.js";
import type { RpcObserver } from "./observer.js";

export interface FrameWriterConfig {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly clock: Clock;
  readonly observer: RpcObserver | undefined;
  /** Waiting bytes above which the writer is congested. */
  readonly limit: number;
  /** ms. */
  readonly stallTimeout: number;
  /** Called when it is no longer congested. */
  readonly onDrain: () => void;
  readonly onStall: () => void;
}

/** The length of one batch in bytes, unless a single frame is longer. */
const batchBytes = 256 * 1024;

export class FrameWriter {
  readonly #config: FrameWriterConfig;
  readonly #masked: boolean;
  #texts: string[] = [];
  #lengths: number[] = [];
  /** The first of them that is not written yet. */
  #head = 0;
  #pending = 0;
  #writing = 0;
  #scheduled = false;
  #stallTimer: { readonly timer: Timer } | undefined;

  constructor(config: FrameWriterConfig) {
    this.#config = config;
    // Only clients mask what they send, and only they have an address to call.
    this.#masked = Boolean(config.socket.url);
  }

  /** Bytes that the stream has not accepted yet. */
  get buffered(): number {
    return this.#pending + this.#writing;
  }

  /** While true, callers should wait for `onDrain` before they write more. */
  get congested(): boolean {
    return this.#stallTimer !== undefined;
  }

  byteLength(text: string): number {
    return Buffer.byteLength(text);
  }

  /**
   * Queues `text`, of `length` bytes as UTF-8, to be written at the end of this tick. Does nothing once
   * the socket is closing: whoever waits for a reply learns that the connection ended.
   */
  write(text: string, length: number): void {
    if (this.#config.socket.readyState !== WebSocket.OPEN) return;
    this.#texts.push(text);
    this.#lengths.push(length);
    this.#pending += frameLength(length, this.#masked);
    this.#config.observer?.messageSent?.(length);
    if (this.buffered > this.#config.limit) this.#stallTimer ??= this.#startStallTimer();
    this.#schedule();
  }

  /** Hands all queued messages to the stream now, so that what is written to it next follows them. */
  flush(): void {
    while (this.#head < this.#texts.length) this.#writeBatch();
  }

  /** Drops what was not written. */
  dispose(): void {
    this.#drop(this.#texts.length);
    this.#pending = 0;
    this.#clearStallTimer();
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing > 0) return;
    this.#scheduled = true;
    process.nextTick(this.#writeQueued);
  }

  /** Runs after the microtasks: calls made in response to what was just received join the batch. */
  readonly #writeQueued = (): void => {
    this.#scheduled = false;
    if (this.#head < this.#texts.length) this.#writeBatch();
  };

  #writeBatch(): void {
    let end = this.#head;
    let size = 0;
    do size += frameLength(this.#lengths[end++] ?? 0, this.#masked);
    while (size < batchBytes && end < this.#texts.length);
    const batch = Buffer.allocUnsafe(size);
    let offset = 0;
    for (let i = this.#head; i < end; i++) {
      const text = this.#texts[i] ?? "";
      const length = this.#lengths[i] ?? 0;
      offset = writeFrame(batch, offset, { text, length, masked: this.#masked });
    }
    this.#drop(end);
    this.#pending -= size;
    this.#writing += size;
    this.#config.stream.write(batch, () => this.#written(size));
  }

  /** A write that failed is reported by the stream's end, not here. */
  #written(size: number): void {
    this.#writing -= size;
    const congested = this.#stallTimer !== undefined;
    if (congested) {
      this.#clearStallTimer();
      if (this.buffered > this.#config.limit) this.#stallTimer = this.#startStallTimer();
    }
    if (this.#head < this.#texts.length) this.#schedule();
    if (congested && this.#stallTimer === undefined) this.#config.onDrain();
  }

  #drop(end: number): void {
    this.#head = end;
    if (end < this.#texts.length) return;
    this.#texts = [];
    this.#lengths = [];
    this.#head = 0;
  }

  #startStallTimer(): { readonly timer: Timer } {
    const { clock, stallTimeout, onStall } = this.#config;
    return { timer: clock.setTimeout(onStall, stallTimeout) };
  }

  #clearStallTimer(): void {
    if (this.#stallTimer !== undefined) this.#config.clock.clearTimeout(this.#stallTimer.timer);
    this.#stallTimer = undefined;
  }
}
