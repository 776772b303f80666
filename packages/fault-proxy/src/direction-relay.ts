// One direction of one connection. Received bytes wait as long as the plan says, and are delivered in
// pieces that end exactly where a fault is due. At any time:
// received = delivered + discarded + waiting.
import type { Socket } from "node:net";
import type { Clock, Random, Timer } from "@holdfast/ports";
import type { Fault, DirectionPlan } from "./plan.js";

/** The bytes of one direction so far. */
export interface ByteCounts {
  /** Read from the sender. */
  readonly received: number;
  /** Accepted by the kernel for the receiver. */
  readonly delivered: number;
  /** Read from the sender after the direction had failed. */
  readonly discarded: number;
}

interface Piece {
  readonly bytes: Buffer;
  readonly due: number;
}

/** Waiting bytes above which the sender is paused. */
const highWaterMark = 256 * 1024;

export interface DirectionRelayConfig {
  readonly from: Socket;
  readonly to: Socket;
  readonly plan: DirectionPlan;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (fault: Fault) => void;
}

export class DirectionRelay {
  readonly #config: DirectionRelayConfig;
  readonly #queue: Piece[] = [];
  readonly #marks = new Map<() => void, number>();
  #state: "flowing" | "stalled" | "discarding" = "flowing";
  #writing = false;
  #timer: Timer;
  #waiting = 0;
  #free = 0;
  #ended = false;
  #faultDue: boolean;
  #received = 0;
  #delivered = 0;
  #discarded = 0;

  constructor(config: DirectionRelayConfig) {
    this.#config = config;
    this.#faultDue = config.plan.fault !== undefined;
  }

  get counts(): ByteCounts {
    return {
      received: this.#received,
      delivered: this.#delivered,
      discarded: this.#discarded,
    };
  }

  /** Starts reading; a fault at 0 comes before the first byte. */
  open(): void {
    this.#config.from.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#config.from.on("end", () => {
      this.#ended = true;
      this.#pump();
    });
    this.#pump();
  }

  /** Calls back once `bytes` have been delivered; what it returns undoes the request. */
  whenDelivered(bytes: number, callback: () => void): () => void {
    if (this.#delivered >= bytes) {
      callback();
      return () => undefined;
    }
    this.#marks.set(callback, bytes);
    return () => this.#marks.delete(callback);
  }

  /** The receiver reads no more. */
  stall(): void {
    if (this.#state !== "flowing") return;
    this.#state = "stalled";
    this.#config.from.pause();
  }

  /** The receiver reads again. */
  resume(): void {
    if (this.#state !== "stalled") return;
    this.#state = "flowing";
    this.#config.from.resume();
    this.#pump();
  }

  /** Discards what waits and everything received from now on. */
  discard(): void {
    if (this.#state === "discarding") return;
    this.#state = "discarding";
    this.#config.clock.clearTimeout(this.#timer);
    this.#discarded += this.#waiting;
    this.#waiting = 0;
    this.#queue.length = 0;
    this.#config.from.resume();
  }

  #take(chunk: Buffer): void {
    const { clock, random, plan, from } = this.#config;
    const offset = this.#received;
    this.#received += chunk.length;
    if (this.#state === "discarding") {
      this.#discarded += chunk.length;
      return;
    }
    corrupt(chunk, offset, plan, random);
    const late = plan.jitter === undefined ? 0 : plan.jitter * random();
    const last = this.#queue.at(-1)?.due ?? 0;
    this.#queue.push({
      bytes: chunk,
      due: Math.max(last, clock.now() + (plan.latency ?? 0) + late),
    });
    this.#waiting += chunk.length;
    if (this.#waiting > highWaterMark) from.pause();
    this.#pump();
  }

  /** Delivers what is due; called again by whatever it waits for. */
  #pump(): void {
    if (this.#state !== "flowing" || this.#writing) return;
    const { plan, clock, to, onFault } = this.#config;
    if (this.#faultDue && plan.fault !== undefined && this.#delivered >= plan.fault.at) {
      this.#faultDue = false;
      onFault(plan.fault);
      return;
    }
    const head = this.#queue[0];
    if (head === undefined) {
      if (this.#ended) to.end();
      return;
    }
    const wait = Math.max(head.due, this.#free) - clock.now();
    clock.clearTimeout(this.#timer);
    if (wait > 0) this.#timer = clock.setTimeout(() => this.#pump(), wait);
    else this.#deliver(head);
  }

  #deliver(head: Piece): void {
    const { plan, clock, to, from } = this.#config;
    const size = Math.min(head.bytes.length, this.#allowed());
    const now = head.bytes.subarray(0, size);
    if (size === head.bytes.length) this.#queue.shift();
    else this.#queue[0] = { bytes: head.bytes.subarray(size), due: head.due };
    this.#writing = true;
    this.#waiting -= size;
    to.write(now, (error) => {
      this.#writing = false;
      if (error) {
        this.#discarded += size;
        this.discard();
        return;
      }
      this.#delivered += size;
      this.#free = clock.now() + pause(plan, size);
      for (const [callback, bytes] of this.#marks) {
        if (this.#delivered < bytes) continue;
        this.#marks.delete(callback);
        callback();
      }
      if (this.#state === "flowing" && this.#waiting <= highWaterMark) from.resume();
      this.#pump();
    });
  }

  #allowed(): number {
    const { plan } = this.#config;
    const untilFault =
      this.#faultDue && plan.fault !== undefined ? plan.fault.at - this.#delivered : Infinity;
    const atOnce = plan.trickle === undefined ? Infinity : (plan.trickle.bytes ?? 1);
    // Pieces of a tenth of a second's worth: a limited direction does not deliver in bursts.
    const slice =
      plan.bytesPerSecond === undefined
        ? Infinity
        : Math.max(1, Math.floor(plan.bytesPerSecond / 10));
    return Math.min(untilFault, atOnce, slice);
  }
}

/** ms until the next delivery may follow one of `size` bytes. */
function pause(plan: DirectionPlan, size: number): number {
  const trickle = plan.trickle?.every ?? 0;
  const bandwidth = plan.bytesPerSecond === undefined ? 0 : (size * 1000) / plan.bytesPerSecond;
  return Math.max(trickle, bandwidth);
}

function corrupt(chunk: Buffer, offset: number, plan: DirectionPlan, random: Random): void {
  for (const { at, mask = 1 } of plan.flips ?? []) flipBits(chunk, at - offset, mask);
  const { corruption = 0 } = plan;
  if (corruption === 0) return;
  for (let i = 0; i < chunk.length; i++) {
    if (random() < corruption) flipBits(chunk, i, 1 << Math.floor(random() * 8));
  }
}

function flipBits(chunk: Buffer, index: number, mask: number): void {
  const byte = chunk[index];
  if (byte !== undefined) chunk[index] = byte ^ mask;
}
