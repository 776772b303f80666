import { isEncryptedKey } from "@holdfast/certificates";

import { fingerprint, readAuthorities } from "../pki/authorities.js";
import { expiryWarnings, knownCertificates } from "../pki/expiry.js";
import type { KeyFiles } from "../pki/key-files.js";
import type { StoreView } from "../state/store.js";

/** A certificate that the controller lives by. */
export interface CertificateStatus {
  readonly role: "authority" | "next authority" | "server" | "client authority";
  /** SHA-256, in lower-case hexadecimal digits. */
  readonly fingerprint: string;
  /** RFC 3339 */
  readonly expires: string;
}

/** An agent that has not said that it trusts the next authority. */
export interface LearningAgent {
  readonly tag: string;
  /** Its model's UUID. */
  readonly model: string;
}

/** What there is to know of the controller's keys and certificates. */
export interface AuthorityStatus {
  readonly certificates: readonly CertificateStatus[];
  /** How the key of the authority that signs now is kept. */
  readonly key: "in plain" | "behind a passphrase" | "missing";
  /** Whether the first authority vouches for nobody, since its key was stolen. */
  readonly compromised: boolean;
  /** The agents that do not trust the next authority yet, as far as they say; none where there is none. */
  readonly notLearnt: readonly LearningAgent[];
  /** Serial numbers, upper-case hexadecimal digits. */
  readonly revoked: readonly string[];
  /** What an operator should do something about: certificates that end within 30 days. */
  readonly warnings: readonly string[];
}

/** @param now - ms since the epoch */
export function authorityStatus(state: StoreView, files: KeyFiles, now: number): AuthorityStatus {
  const { settings } = state;
  const authorities = readAuthorities(settings);
  return {
    certificates: knownCertificates(state).map(({ role, cert, expires }) => ({
      role,
      fingerprint: fingerprint(cert),
      expires: new Date(expires).toISOString(),
    })),
    key: keyState(files, authorities?.current),
    compromised: authorities?.compromised ?? false,
    notLearnt: agentsToLearn(state),
    revoked: state.revocations.list(),
    warnings: expiryWarnings(state, now),
  };
}

function keyState(files: KeyFiles, authority: string | undefined): AuthorityStatus["key"] {
  const key = authority === undefined ? undefined : files.read("ca", authority);
  if (key === undefined) return "missing";
  return isEncryptedKey(key) ? "behind a passphrase" : "in plain";
}

/** The agents that would be locked out were the next authority to take over now. */
export function agentsToLearn(state: StoreView): readonly LearningAgent[] {
  const { next } = readAuthorities(state.settings) ?? {};
  return next === undefined ? [] : agentsBy(state, (trusts) => !trusts.has(fingerprint(next)));
}

/** The agents that would be locked out were the next authority taken back now. */
export function agentsWithNextAlone(state: StoreView): readonly LearningAgent[] {
  const { current, next } = readAuthorities(state.settings) ?? {};
  if (current === undefined || next === undefined) return [];
  const [old, young] = [fingerprint(current), fingerprint(next)];
  return agentsBy(state, (trusts) => trusts.has(young) && !trusts.has(old));
}

/** Those that live, by the fingerprints of what they say that they trust. */
function agentsBy(
  state: StoreView,
  fits: (trusts: ReadonlySet<string>) => boolean,
): readonly LearningAgent[] {
  return state.models
    .list()
    .flatMap(({ uuid }) => state.agents.list(uuid))
    .filter(({ life, authorities }) => life !== "dead" && fits(new Set(authorities)))
    .map(({ tag, model }) => ({ tag, model }));
}
