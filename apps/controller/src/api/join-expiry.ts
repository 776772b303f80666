// The password in a token to join by is good until a date. It stands in the nonce that goes with it, with
// a mark of that very password: whatever the agent has replaced it by is good for ever. Juju's own agents
// and controllers take any text for a nonce.
import { createHash } from "node:crypto";

const shape = /:join-until-(\d+)-([0-9a-f]{8}):/;

/** The nonce of a machine whose bootstrap password is good until then, ms since the epoch. */
export function joinNonce(tag: string, until: number, password: string, random: string): string {
  return `${tag}:join-until-${until}-${markOf(password)}:${random}`;
}

/** Whether the password is one to join by, and it is too late for that. */
export function joinIsOver(nonce: string, password: string, now: number): boolean {
  const [, until, mark] = shape.exec(nonce) ?? [];
  return until !== undefined && now > Number(until) && mark === markOf(password);
}

/** Too short to find a random password by, long enough to know it again. */
function markOf(password: string): string {
  return createHash("sha256").update(password).digest("hex").slice(0, 8);
}
