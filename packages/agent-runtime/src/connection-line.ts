// The connection in one line, for `status` and for systemd.
import type { ConnectionFacts } from "@holdfast/introspection";
import { shownText } from "@holdfast/ports";

/**
 * Whether an agent is connected: to which controller, where, since when; or since when not, and why.
 * Dates are UTC.
 */
export function connectionLine(facts: ConnectionFacts): string {
  const { state, controller, address, since, why } = facts;
  const at = since === undefined ? "" : ` since ${dateText(since)}`;
  if (state === "connected") {
    return `connected to ${controller ?? "the controller"} at ${address ?? "no known address"}${at}`;
  }
  const reason = why === undefined ? "no attempt has ended yet" : shownText(why);
  return `not connected${at}: ${reason}`;
}

function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
