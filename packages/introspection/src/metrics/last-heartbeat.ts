import { type Clock, wallNow } from "@holdfast/ports";

import type { ConnectionFacts } from "../sources.js";
import { isHeartbeat, type TransportTap } from "./transport-observer.js";

/** Remembers the latest answered heartbeat, until disposed of. */
export class LastHeartbeat implements Disposable {
  #last: ConnectionFacts["heartbeat"];
  readonly #forget: () => void;

  constructor(transport: TransportTap, clock: Pick<Clock, "now">) {
    this.#forget = transport.add({
      callEnded: (event) => {
        if (!isHeartbeat(event) || event.outcome !== "ok") return;
        this.#last = { at: wallNow(clock), roundTrip: event.duration };
      },
    });
  }

  /** The same facts, with the heartbeat where a live connection had none of its own. */
  addTo(facts: ConnectionFacts | undefined): ConnectionFacts | undefined {
    if (facts?.state !== "connected" || this.#last === undefined) return facts;
    return { heartbeat: this.#last, ...facts };
  }

  [Symbol.dispose](): void {
    this.#forget();
  }
}
