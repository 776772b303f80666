// What shall go wrong: data that a test writes down, and that says all there is to say.

/** What happens to a whole connection at one moment. */
export type Fault =
  /** Both sides are told that the stream has ended (FIN); what they still say is swallowed. */
  | { readonly kind: "cut" }
  /** Both sides are told that the connection is broken (RST). */
  | { readonly kind: "reset" }
  /** The path is gone and nobody is told: bytes, ends and resets of either side go nowhere. */
  | { readonly kind: "vanish" }
  /** The receiver reads no more: the sender's buffers fill up. */
  | { readonly kind: "stall" };

/** A fault that comes once exactly `at` bytes of a lane have been delivered; 0 is at once. */
export type FaultAt = Fault & { readonly at: number };

/** A byte that arrives with other bits: the one at offset `at`, with `mask`'s bits turned over (1). */
export interface Flip {
  readonly at: number;
  readonly mask?: number | undefined;
}

/** How one direction of a connection behaves. Nothing said: it passes all, at once. */
export interface LanePlan {
  /** ms that every byte is on its way. */
  readonly latency?: number | undefined;
  /** ms, at most, by which the latency of a chunk is longer by chance. Bytes never overtake. */
  readonly jitter?: number | undefined;
  /** How many bytes pass in a second, at most. */
  readonly bytesPerSecond?: number | undefined;
  /** A slow loris: at most `bytes` (1) at once, and `every` ms between two deliveries. */
  readonly trickle?: { readonly bytes?: number | undefined; readonly every: number } | undefined;
  /** Bytes that arrive damaged. */
  readonly flips?: readonly Flip[] | undefined;
  /** The chance, 0 to 1, of each byte to arrive with one bit turned over. */
  readonly corruption?: number | undefined;
  /** What ends, or freezes, the connection. */
  readonly fault?: FaultAt | undefined;
}

/** What becomes of one connection. */
export type ConnectionPlan =
  | {
      readonly kind: "relay";
      readonly toTarget?: LanePlan | undefined;
      readonly toClient?: LanePlan | undefined;
    }
  /** Accepted, and never heard of again: the target is not even dialled. */
  | { readonly kind: "silence" }
  /** Accepted, and reset at once. */
  | { readonly kind: "reset" };

/** One plan for every connection, or one for each by its number, counted from 0. */
export type Script = ConnectionPlan | ((connection: number) => ConnectionPlan);
