// What one frame says, whichever of Juju's two spellings it is in: V1 (`request-id`, since 2.0) or
// V0 (`RequestId`, Juju 1.x). A side answers in the version of the request.

/** The spelling of a frame. */
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
