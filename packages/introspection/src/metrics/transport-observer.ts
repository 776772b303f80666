// What the transport tells of itself, as plain calls: nothing here knows who counts it. The shape is
// that of `RpcObserver` of `@holdfast/rpc`, and logins beside it.

/** One call, at its end. */
export interface CallEnded {
  readonly facade: string;
  readonly method: string;
  readonly outcome: "ok" | "error" | "abandoned";
  /** ms */
  readonly duration: number;
}

/** One attempt to open a connection, at its end. */
export interface LoginEnded {
  /** `ok`, or the code of the error: `unauthorized access`, `ERR_CONNECT`, … */
  readonly outcome: string;
  /** ms, dialling and logging in */
  readonly duration: number;
}

/** A controller's own certificate, once it was verified. */
export interface CertificateSeen {
  readonly address: string;
  /** When it expires, in ms since the epoch. */
  readonly expires: number;
}

/** Told at once and in order; must not throw, and must not wait. */
export interface TransportObserver {
  callEnded?(event: CallEnded): void;
  /** A whole message came in. */
  messageReceived?(bytes: number): void;
  /** A whole message was handed to the socket. */
  messageSent?(bytes: number): void;
  loginEnded?(event: LoginEnded): void;
  certificateSeen?(event: CertificateSeen): void;
}

/** Tells several observers. */
export class TransportTap implements TransportObserver {
  readonly #observers = new Set<TransportObserver>();

  /** Tells one more, until the function it returns is called. */
  add(observer: TransportObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  readonly callEnded = (event: CallEnded): void => {
    for (const observer of this.#observers) observer.callEnded?.(event);
  };

  readonly messageReceived = (bytes: number): void => {
    for (const observer of this.#observers) observer.messageReceived?.(bytes);
  };

  readonly messageSent = (bytes: number): void => {
    for (const observer of this.#observers) observer.messageSent?.(bytes);
  };

  readonly loginEnded = (event: LoginEnded): void => {
    for (const observer of this.#observers) observer.loginEnded?.(event);
  };

  readonly certificateSeen = (event: CertificateSeen): void => {
    for (const observer of this.#observers) observer.certificateSeen?.(event);
  };
}

/** Whether a call is the heartbeat, which is told apart from work. */
export function isHeartbeat({ facade, method }: CallEnded): boolean {
  return facade === "Pinger" && method === "Ping";
}
