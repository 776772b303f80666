// The faults of a test, as data.

/** A fault of a whole connection. */
export type Fault =
  /** Both sides are told that the stream has ended (FIN); what they still say is discarded. */
  | { readonly kind: "cut" }
  /** Both sides receive a reset (RST). */
  | { readonly kind: "reset" }
  /** The path is gone, without a sign: bytes, ends and resets of either side are lost. */
  | { readonly kind: "vanish" }
  /** The receiver reads no more: the sender's buffers fill up. */
  | { readonly kind: "stall" };

/** A fault that comes once exactly `at` bytes of a direction have been delivered; 0 is at once. */
export type FaultAt = Fault & { readonly at: number };

/** The byte at offset `at` arrives with the bits of `mask` (1) flipped. */
export interface Flip {
  readonly at: number;
  readonly mask?: number | undefined;
}

/** How one direction of a connection behaves. By default all bytes are relayed at once. */
export interface DirectionPlan {
  /** ms by which every byte is delayed. */
  readonly latency?: number | undefined;
  /** ms: the maximum of a random delay added to each chunk. Bytes stay in order. */
  readonly jitter?: number | undefined;
  /** The greatest number of bytes relayed per second. */
  readonly bytesPerSecond?: number | undefined;
  /** A slow loris: at most `bytes` (1) at a time, with `every` ms between two deliveries. */
  readonly trickle?: { readonly bytes?: number | undefined; readonly every: number } | undefined;
  /** Bytes that arrive with flipped bits. */
  readonly flips?: readonly Flip[] | undefined;
  /** The probability, 0 to 1, of each byte to arrive with one bit flipped. */
  readonly corruption?: number | undefined;
  /** What ends or stalls the connection. */
  readonly fault?: FaultAt | undefined;
}

/** How one connection is treated. */
export type ConnectionPlan =
  | {
      readonly kind: "relay";
      readonly toTarget?: DirectionPlan | undefined;
      readonly toClient?: DirectionPlan | undefined;
    }
  /** Accepted, and nothing more: no connection to the target is made. */
  | { readonly kind: "silence" }
  /** Accepted, and reset at once. */
  | { readonly kind: "reset" };

/** One plan for every connection, or one for each by its number, counted from 0. */
export type Script = ConnectionPlan | ((connection: number) => ConnectionPlan);
