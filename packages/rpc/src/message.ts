// One decoded JSON-RPC message. Juju has two wire versions: 1 (`request-id`, since Juju 2.0) and 0
// (`RequestId`, Juju 1.x). A request is answered in its own version.

/** How the keys of a message are spelled. */
export type WireVersion = 0 | 1;

/** The other side asks something. */
export interface RequestMessage {
  readonly kind: "request";
  readonly wire: WireVersion;
  readonly requestId: number;
  readonly facade: string;
  /** 0 where the request names none. */
  readonly version: number;
  /** The object asked, such as a watcher; '' where the request names none. */
  readonly id: string;
  readonly method: string;
  /** `{}` where the request has none. */
  readonly params: unknown;
}

/** The other side answered with a result. */
export interface ResultMessage {
  readonly kind: "result";
  readonly requestId: number;
  /** `{}` where the reply has none. */
  readonly result: unknown;
}

/** The other side answered with an error. */
export interface FailureMessage {
  readonly kind: "failure";
  readonly requestId: number;
  readonly message: string;
  /** '' where the reply has none. */
  readonly code: string;
  readonly info: unknown;
}

export type Message = RequestMessage | ResultMessage | FailureMessage;
