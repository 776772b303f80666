// Which authorities are the controller's own:
//
//   one ──rotate──► two: the old one signs what the server shows, agents learn both ──finish──► one: the new
//
// After a theft (`rekey`) the old one vouches for no client any more, from the first instant.
import { createHash, X509Certificate } from "node:crypto";

import type { SettingsView } from "../state/settings.js";
import { readClientAuthorities } from "./client-authorities.js";

/** The controller's own authorities, PEM. */
export interface Authorities {
  /** The one that signs what the server shows. */
  readonly current: string;
  /** The one that agents are learning, and that will take over; undefined where none is to. */
  readonly next: string | undefined;
  /** Whether the current one's key is in other hands. */
  readonly compromised: boolean;
}

/** Undefined where the controller has none yet. */
export function readAuthorities(settings: SettingsView): Authorities | undefined {
  const current = settings.get("ca-cert");
  if (current === undefined) return undefined;
  const next = settings.get("next-ca-cert");
  return { current, next, compromised: settings.get("ca-compromised") !== undefined };
}

/** Those that are trusted by agents, or shall be, one after the other: what they are told and given. */
export function announcedAuthorities(settings: SettingsView): string {
  const { current = "", next } = readAuthorities(settings) ?? {};
  return next === undefined ? current : `${current.trimEnd()}\n${next}`;
}

/** The fingerprints of those, in order. */
export function announcedFingerprints(settings: SettingsView): readonly string[] {
  const { current, next } = readAuthorities(settings) ?? {};
  return [current, next]
    .filter((one) => one !== undefined)
    .map(fingerprint)
    .toSorted();
}

/** Those that may vouch for an agent: our own as far as they are safe, and those that the operator named. */
export function vouchingAuthorities(settings: SettingsView): readonly string[] {
  const { current, next, compromised } = readAuthorities(settings) ?? {};
  const own = [compromised === true ? undefined : current, next];
  return [...own.filter((one) => one !== undefined), ...readClientAuthorities(settings)];
}

/** The one that signs for clients, which is to last: the newest. */
export function signer(settings: SettingsView): string {
  return settings.get("next-ca-cert") ?? settings.get("ca-cert") ?? "";
}

/** What tells a certificate from every other: SHA-256 of it, in lower-case hexadecimal digits. */
export function fingerprint(pem: string): string {
  return createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
}
