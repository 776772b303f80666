// The state of a peer as its callers see it; the socket may take up to `closeTimeout` longer to close.
//
//   open ──close──► closing ──end──► ended (by us, however it came about)
//     └────────end(reason)─────────► ended (with the reason); nothing comes after
import { ShutdownError } from "./errors.js";

export type PeerState =
  | { readonly kind: "open" }
  | { readonly kind: "closing" }
  | { readonly kind: "ended"; readonly reason: Error };

export type PeerEvent =
  /** The owner wants to close. */
  | { readonly kind: "close" }
  /** The connection is over. */
  | { readonly kind: "end"; readonly reason: Error };

export function nextState(state: PeerState, event: PeerEvent): PeerState {
  switch (state.kind) {
    case "open":
      return event.kind === "close" ? { kind: "closing" } : { kind: "ended", reason: event.reason };
    case "closing":
      return event.kind === "close" ? state : { kind: "ended", reason: new ShutdownError("us") };
    case "ended":
      return state;
  }
}

/** The error for a call in this state; undefined where calls may be made. */
export function callError(state: PeerState): ShutdownError | undefined {
  switch (state.kind) {
    case "open":
      return undefined;
    case "closing":
      return new ShutdownError("us");
    case "ended": {
      const { reason: cause } = state;
      return new ShutdownError(cause instanceof ShutdownError ? cause.by : "peer", { cause });
    }
  }
}
