// One direction of one connection. Bytes come in, wait as long as the plan says, and are delivered
// in pieces that end exactly where a fault is due. At any time:
// received = delivered + swallowed + waiting.
import type { Socket } from "node:net";
import type { Clock, Random, Timer } from "@holdfast/ports";
import type { Fault, LanePlan } from "./plan.js";

/** What has gone through a lane so far, in bytes. */
export interface LaneAccount {
  /** Read from the sender. */
  readonly received: number;
  /** Taken by the kernel for the receiver. */
  readonly delivered: number;
  /** Read from the sender after the lane had failed, and thrown away. */
  readonly swallowed: number;
}

interface Piece {
  readonly bytes: Buffer;
  readonly due: number;
}

/** Bytes waiting in a lane above which its sender is held back. */
const highWater = 256 * 1024;

export interface LaneConfig {
  readonly from: Socket;
  readonly to: Socket;
  readonly plan: LanePlan;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (fault: Fault) => void;
}

export class Lane {
  readonly #config: LaneConfig;
  readonly #queue: Piece[] = [];
  readonly #marks = new Map<() => void, number>();
  #state: "flowing" | "stalled" | "swallowing" = "flowing";
  #writing = false;
  #timer: Timer;
  #waiting = 0;
  #free = 0;
  #ended = false;
  #faultDue: boolean;
  #received = 0;
  #delivered = 0;
  #swallowed = 0;

  constructor(config: LaneConfig) {
    this.#config = config;
    this.#faultDue = config.plan.fault !== undefined;
  }

  get account(): LaneAccount {
    return {
      received: this.#received,
      delivered: this.#delivered,
      swallowed: this.#swallowed,
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

  /** Throws away what waits, and whatever else comes. */
  swallow(): void {
    if (this.#state === "swallowing") return;
    this.#state = "swallowing";
    this.#config.clock.clearTimeout(this.#timer);
    this.#swallowed += this.#waiting;
    this.#waiting = 0;
    this.#queue.length = 0;
    this.#config.from.resume();
  }

  #take(chunk: Buffer): void {
    const { clock, random, plan, from } = this.#config;
    const offset = this.#received;
    this.#received += chunk.length;
    if (this.#state === "swallowing") {
      this.#swallowed += chunk.length;
      return;
    }
    damage(chunk, offset, plan, random);
    const late = plan.jitter === undefined ? 0 : plan.jitter * random();
    const last = this.#queue.at(-1)?.due ?? 0;
    this.#queue.push({
      bytes: chunk,
      due: Math.max(last, clock.now() + (plan.latency ?? 0) + late),
    });
    this.#waiting += chunk.length;
    if (this.#waiting > highWater) from.pause();
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
        this.#swallowed += size;
        this.swallow();
        return;
      }
      this.#delivered += size;
      this.#free = clock.now() + pause(plan, size);
      for (const [callback, bytes] of this.#marks) {
        if (this.#delivered < bytes) continue;
        this.#marks.delete(callback);
        callback();
      }
      if (this.#state === "flowing" && this.#waiting <= highWater) from.resume();
      this.#pump();
    });
  }

  #allowed(): number {
    const { plan } = this.#config;
    const untilFault =
      this.#faultDue && plan.fault !== undefined ? plan.fault.at - this.#delivered : Infinity;
    const atOnce = plan.trickle === undefined ? Infinity : (plan.trickle.bytes ?? 1);
    // A tenth of a second's worth keeps a narrow lane from passing in bursts.
    const slice =
      plan.bytesPerSecond === undefined
        ? Infinity
        : Math.max(1, Math.floor(plan.bytesPerSecond / 10));
    return Math.min(untilFault, atOnce, slice);
  }
}

/** ms until the next delivery may follow one of `size` bytes. */
function pause(plan: LanePlan, size: number): number {
  const loris = plan.trickle?.every ?? 0;
  const narrow = plan.bytesPerSecond === undefined ? 0 : (size * 1000) / plan.bytesPerSecond;
  return Math.max(loris, narrow);
}

function damage(chunk: Buffer, offset: number, plan: LanePlan, random: Random): void {
  for (const { at, mask = 1 } of plan.flips ?? []) turnOver(chunk, at - offset, mask);
  const { corruption = 0 } = plan;
  if (corruption === 0) return;
  for (let i = 0; i < chunk.length; i++) {
    if (random() < corruption) turnOver(chunk, i, 1 << Math.floor(random() * 8));
  }
}

function turnOver(chunk: Buffer, index: number, mask: number): void {
  const byte = chunk[index];
  if (byte !== undefined) chunk[index] = byte ^ mask;
}
