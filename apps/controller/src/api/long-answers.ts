import { onAbort } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Caller } from "./fair-turns.js";

const unread = (): ApiError =>
  new ApiError("your last long answer is not read yet", { code: "try again" });

/** The connection that a long answer went to. */
export interface LongAnswered {
  readonly isUnread: boolean;
  readonly closed: AbortSignal;
}

/** Where each caller's last long answer went: it may leave one unread, over all of its connections. */
export class LongAnswers {
  readonly #last = new Map<Caller, LongAnswered>();

  /** @throws ApiError `try again` where the caller has not read its last one */
  begin(caller: Caller): void {
    if (this.#last.get(caller)?.isUnread === true) throw unread();
  }

  sent(caller: Caller, connection: LongAnswered): void {
    if (this.#last.get(caller) === connection) return;
    this.#last.set(caller, connection);
    onAbort(connection.closed, () => {
      if (this.#last.get(caller) === connection) this.#last.delete(caller);
    });
  }
}
