// One authority takes over from another. What is made is durable before the settings name it, and they
// change in one transaction: a process that is killed at any step leaves a rotation that has not begun,
// has begun, or is over, and keys that nobody refers to, which the next one removes.
import { ControllerError } from "../errors.js";
import type { Settings } from "../state/settings.js";
import { type Authorities, readAuthorities } from "./authorities.js";
import type { KeyRing } from "./key-ring.js";
import { makeLeaf, removeUnused } from "./server-certificates.js";

/** What a rotation works on; it holds the keys' lock meanwhile. */
export interface RotationParts {
  readonly settings: Settings;
  readonly keys: KeyRing;
  /** The IP addresses for the server's certificate. */
  readonly ip: readonly string[];
  /** ms since the epoch */
  readonly now: number;
}

/**
 * Makes the authority that is to take over, which agents learn from now on.
 *
 * @throws {@link ControllerError} ERR_NOT_VALID where one is being learnt already, ERR_CA_KEY where the
 *   present key is behind a passphrase, and that was not given: the next one's would be in plain, or behind another
 */
export async function beginRotation({ settings, keys, now }: RotationParts): Promise<void> {
  const { current, next } = required(settings);
  if (next !== undefined) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      "agents are learning another authority already: end that by controller ca finish first",
    );
  }
  await keys.requireOpen(current);
  const { cert } = await keys.makeAuthority(now);
  settings.set({ "next-ca-cert": cert, "next-ca-vouches-until": undefined });
  removeUnused(settings, keys.files);
}

/**
 * Lets the next authority take over: what the server shows is signed by it, and the old one is gone.
 *
 * @throws {@link ControllerError} ERR_NOT_VALID where there is none
 */
export async function finishRotation(parts: RotationParts): Promise<void> {
  const { next } = required(parts.settings);
  if (next === undefined) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      "there is no next authority to take over: make one by controller ca rotate",
    );
  }
  await takeOver(next, parts);
}

/**
 * Notes that the authority has signed a client's certificate, where it is the next one: taken back, it
 * would leave that client outside.
 *
 * @param until - when the certificate ends, in ms since the epoch
 */
export function noteVouchedUntil(settings: Settings, authority: string, until: number): void {
  if (authority !== settings.get("next-ca-cert")) return;
  const latest = Math.max(until, Number(settings.get("next-ca-vouches-until") ?? 0));
  settings.set({ "next-ca-vouches-until": String(latest) });
}

/**
 * Takes the next authority back: the present one stays, and agents forget the other.
 *
 * @param force - although certificates are in use that it has signed
 * @throws {@link ControllerError} ERR_NOT_VALID where there is none, where the present one's key was
 *   stolen, and where such certificates are in use
 */
export async function cancelRotation(
  { settings, keys, now }: RotationParts,
  force: boolean,
): Promise<void> {
  const { next, compromised } = required(settings);
  if (next === undefined) {
    throw new ControllerError("ERR_NOT_VALID", "there is no next authority to be taken back");
  }
  if (compromised) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      "the present authority's key was stolen, and has to go: end the rotation by controller ca finish",
    );
  }
  const until = Number(settings.get("next-ca-vouches-until") ?? 0);
  if (until > now && !force) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      `the next authority has signed clients' certificates, the last of them until ${new Date(until).toISOString()}: they would be refused, and who has no password would be locked out; issue others once it is taken back, and say --force`,
    );
  }
  settings.set({ "next-ca-cert": undefined, "next-ca-vouches-until": undefined });
  removeUnused(settings, keys.files);
}

/** Makes another authority, and lets it take over at once: no agent knows it. */
export async function replaceAuthority(parts: RotationParts): Promise<void> {
  required(parts.settings);
  const { cert } = await parts.keys.makeAuthority(parts.now);
  await takeOver(cert, parts);
}

/**
 * Begins a rotation after a theft: from now on the authorities of before vouch for nobody, and the
 * server's certificate has another key. Agents that know the old authority alone still find the controller.
 */
export async function abandonKeys({ settings, keys, ip, now }: RotationParts): Promise<void> {
  const { current } = required(settings);
  const leaf = await makeLeaf(current, keys, ip, now);
  const { cert } = await keys.makeAuthority(now);
  settings.set({
    "next-ca-cert": cert,
    "next-ca-vouches-until": undefined,
    "ca-compromised": "yes",
    "server-cert": leaf.cert,
  });
  removeUnused(settings, keys.files);
}

async function takeOver(next: string, { settings, keys, ip, now }: RotationParts): Promise<void> {
  const leaf = await makeLeaf(next, keys, ip, now);
  settings.set({
    "ca-cert": next,
    "next-ca-cert": undefined,
    "next-ca-vouches-until": undefined,
    "ca-compromised": undefined,
    "server-cert": leaf.cert,
  });
  removeUnused(settings, keys.files);
}

function required(settings: Settings): Authorities {
  const authorities = readAuthorities(settings);
  if (authorities !== undefined) return authorities;
  throw new ControllerError("ERR_NOT_INITIALISED", "the controller has no authority yet: run it");
}
