/** A request as a handler sees it: what was left out stands at its default. */
export interface IncomingRequest {
  readonly facade: string;
  /** 0 where the request names none. */
  readonly version: number;
  /** The object asked, such as a watcher; '' where the request names none. */
  readonly id: string;
  readonly method: string;
  /** `{}` where the request has none. */
  readonly params: unknown;
}

/** What comes with a request. */
export interface RequestContext {
  /** Aborted, with the reason, once the connection is closing or has ended: nobody waits for the answer. */
  readonly signal: AbortSignal;
}

/**
 * Answers one request. Throwing (or rejecting with) an `ApiError` answers with its message, code and
 * info; anything else thrown is logged here and answered with `internal error`, since its words may
 * not be meant for the other side. `undefined` answers `{}`; a promise is waited for.
 */
export type RequestHandler = (request: IncomingRequest, context: RequestContext) => unknown;
