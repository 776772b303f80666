/** How a call, or a request served, ended. */
export type RpcOutcome =
  /** A result. */
  | "ok"
  /** The answering side answered with an error. */
  | "error"
  /** No answer: the connection ended, the caller gave up, or the time was over. */
  | "abandoned";

/** One call made, or one request served, at its end. */
export interface RpcEvent {
  readonly facade: string;
  readonly version: number;
  readonly method: string;
  readonly outcome: RpcOutcome;
  /** ms, by the peer's clock. */
  readonly duration: number;
}

/**
 * What a user of metrics or traces is told. Called at once and in order; must not throw, and must
 * not wait. `facade` and `method` of a request served are the other side's words: bound them before
 * they become labels.
 */
export interface RpcObserver {
  callEnded?(event: RpcEvent): void;
  requestEnded?(event: RpcEvent): void;
  /** A frame came in, of so many bytes of text. */
  frameReceived?(bytes: number): void;
  /** A frame goes out at the end of this turn, of so many bytes of text. */
  frameSent?(bytes: number): void;
  /** A reply came that no call waits for: late, doubled or made up. */
  strayReply?(requestId: number): void;
}
