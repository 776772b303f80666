export interface StreamOptions {
  /** Interrupts the opening. */
  readonly signal?: AbortSignal | undefined;
  /** Sent as the query of the URL, such as what to replay of a log. */
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * One of the controller's streams, past its initial response: a connection of its own, with JSON messages
 * both ways. Whoever opened it closes it; it ends with its connection besides. What the other end
 * sends is iterated over, parsed; that ends where the stream was closed in good order, and rejects
 * with StreamError where it broke.
 */
export interface ApiStream extends AsyncDisposable, AsyncIterable<unknown> {
  /** Aborted, with the reason, when the stream is over. */
  readonly closed: AbortSignal;
  /**
   * Sends one message; resolves once the socket has taken it.
   * Rejects with StreamError where the stream breaks, or does not take the message within 30 s.
   */
  send(message: unknown): Promise<void>;
  /** Ends the stream; once it resolves nothing is left of it. Never rejects. */
  close(): Promise<void>;
  /** Ends the stream at once, without asking the other end. */
  destroy(reason: Error): void;
}
