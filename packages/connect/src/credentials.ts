// Which passwords an agent knows, and what each of them is: pure, and derived from the configuration
// alone, so that a restart at any moment goes on from what is on disk.
//
//   bootstrap ──propose──► proposed ──accepted at a login──► confirmed
//                             │  ▲                              │
//                             └──┘ refused: proposed again ◄────┘ refused, an earlier one accepted
//
// A candidate is never replaced while it is unconfirmed: whatever request is lost, repeated or held
// back, every request that may still reach a controller carries the same password, and that one is
// on disk. SPEC.md says why this is enough.
import { createHash } from "node:crypto";

import { type AgentConfig, knownPasswords, MIN_PASSWORD_LENGTH } from "@holdfast/agent-config";

/** Where the mark of the last accepted password lives, among the configuration's `values`. */
export const acceptedKey = "holdfast-accepted";

/** What the configuration says of the agent's passwords. `known` is in the order of trying. */
export type Credentials =
  /** It knows none. */
  | { readonly kind: "none"; readonly known: readonly string[]; readonly admitted: false }
  /** Only what it was given: a password that others may know, to be replaced. */
  | {
      readonly kind: "bootstrap";
      readonly known: readonly string[];
      readonly admitted: boolean;
    }
  /** A password of its own, on disk, of which no login has shown yet that the controller has it. */
  | {
      readonly kind: "proposed";
      readonly candidate: string;
      readonly known: readonly string[];
      readonly admitted: boolean;
    }
  /** A password of its own that a login has used. */
  | {
      readonly kind: "confirmed";
      readonly password: string;
      readonly known: readonly string[];
      readonly admitted: true;
    };

/** What to do with the credentials after a login. */
export type RotationStep =
  /** Logged in with the current password: it stays. */
  | { readonly kind: "keep"; readonly password: string }
  /** Logged in with another one: make the candidate durable, with `accepted` behind it, then tell. */
  | { readonly kind: "propose"; readonly candidate: string; readonly accepted: string }
  /** The same, with a candidate yet to be generated. */
  | { readonly kind: "propose-fresh"; readonly accepted: string };

/** Reads the state from a configuration, ours or real Juju's (which has no mark). */
export function credentialsOf(config: AgentConfig): Credentials {
  const known = knownPasswords(config);
  if (known.length === 0) return { kind: "none", known: [], admitted: false };
  const mark = config.value(acceptedKey);
  const admitted = known.some((password) => fingerprint(password) === mark);
  const current = config.apiInfo()?.password ?? "";
  if (current === "") return { kind: "bootstrap", known, admitted };
  if (fingerprint(current) === mark) {
    return { kind: "confirmed", password: current, known, admitted: true };
  }
  return { kind: "proposed", candidate: current, known, admitted };
}

/** Decides, for every state, what follows a login that the controller accepted with `accepted`. */
export function rotationStep(credentials: Credentials, accepted: string): RotationStep {
  switch (credentials.kind) {
    case "none":
    case "bootstrap":
      return { kind: "propose-fresh", accepted };
    case "proposed":
      if (credentials.candidate === accepted) {
        return { kind: "keep", password: accepted };
      }
      return proposeAgain(credentials.candidate, accepted);
    case "confirmed":
      if (credentials.password === accepted) {
        return { kind: "keep", password: accepted };
      }
      return proposeAgain(credentials.password, accepted);
  }
}

function proposeAgain(candidate: string, accepted: string): RotationStep {
  // No controller can have taken a short one, so no request that carries it can do harm.
  return Buffer.byteLength(candidate) < MIN_PASSWORD_LENGTH
    ? { kind: "propose-fresh", accepted }
    : { kind: "propose", candidate, accepted };
}

/**
 * Whether `accepted` is what the agent last logged in with: the counterpart of `markAccepted`, for a
 * strategy whose credentials are no passwords.
 */
export function isMarkedAccepted(config: AgentConfig, accepted: string): boolean {
  return config.value(acceptedKey) === fingerprint(accepted);
}

/** Names a password without telling it: enough to recognise it beside the password itself. */
export function fingerprint(password: string): string {
  return createHash("sha256").update(password).digest("base64url").slice(0, 22);
}
