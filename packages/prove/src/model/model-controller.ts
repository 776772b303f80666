// A controller as far as an agent's password goes, and the network between: what was sent may be
// lost, its reply may be lost, and it may be applied at any time after, any number of times.

import { MIN_PASSWORD_LENGTH } from "@holdfast/names";

/** How one request fares. */
export type Delivery =
  /** Applied, and answered. */
  | "applied"
  /** Never arrives; the connection is gone. Also a controller that crashes before it does anything. */
  | "lost"
  /** Applied, but the connection is gone before the reply. Also a controller that crashes after. */
  | "reply lost"
  /** Held by a slow controller or network; the connection is gone. May be applied at any time. */
  | "held"
  /** Answered with an error that says nothing of the password. */
  | "refused";

export interface ControllerState {
  /** What the controller accepts now. */
  readonly password: string;
  /** What it accepted before: an older backup that is restored brings one back. */
  readonly former: readonly string[];
  /** What was sent and may still, or again, be applied. */
  readonly inFlight: readonly string[];
}

export type SetOutcome = "ok" | "too short" | "error" | "gone";

/** The controller after a request to set a password that fares so, and what the agent hears. */
export function afterSet(
  state: ControllerState,
  password: string,
  delivery: Delivery,
): { state: ControllerState; outcome: SetOutcome } {
  if (Buffer.byteLength(password) < MIN_PASSWORD_LENGTH) return { state, outcome: "too short" };
  // Even a request that was answered may come again: a duplicate costs the network nothing.
  const sent = { ...state, inFlight: withOne(state.inFlight, password) };
  switch (delivery) {
    case "applied":
      return { state: applied(sent, password), outcome: "ok" };
    case "reply lost":
      return { state: applied(sent, password), outcome: "gone" };
    case "held":
      return { state: sent, outcome: "gone" };
    case "lost":
      return { state, outcome: "gone" };
    case "refused":
      return { state, outcome: "error" };
  }
}

/** The controller once a password is what it accepts. */
export function applied(state: ControllerState, password: string): ControllerState {
  if (state.password === password) return state;
  const former = withOne(state.former, state.password).filter((one) => one !== password);
  return { ...state, password, former };
}

function withOne(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list : [...list, one].toSorted();
}
