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
 * Hooks for metrics and traces. Called synchronously and in order; must not throw or block. The
 * `facade` and `method` of a served request are the peer's own text: bound their number before they
 * become labels.
 */
export interface RpcObserver {
  callEnded?(event: RpcEvent): void;
  requestEnded?(event: RpcEvent): void;
  /** A message was received. @param bytes - of its text, as UTF-8 */
  messageReceived?(bytes: number): void;
  /** A message was queued, to be written at the end of this tick. @param bytes - of its text, as UTF-8 */
  messageSent?(bytes: number): void;
  /** A reply was received that no pending call waits for: late, duplicate or invented. */
  strayReply?(requestId: number): void;
}
