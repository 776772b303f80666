// One authority takes over from another. What is made is durable before the settings name it, and they
// change in one transaction: a process that is killed at any step leaves a rotation that has not begun,
// has begun, or is over, and keys that nobody refers to, which the next one removes.
import { ControllerError } from "../errors.js";
import type { SettingsView, SettingValues } from "../state/settings.js";
import type { Store } from "../state/store.js";
import { type Authorities, readAuthorities } from "./authorities.js";
import type { KeyRing } from "./key-ring.js";
import { makeLeaf, removeUnused } from "./server-certificates.js";

/** What a rotation works on; it holds the keys' lock meanwhile. */
export interface RotationParts {
  readonly state: Store;
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
export async function beginRotation(parts: RotationParts): Promise<void> {
  const { keys, now } = parts;
  const before = required(parts.state.settings);
  if (before.next !== undefined) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      "agents are learning another authority already: end that by controller ca finish first",
    );
  }
  await keys.requireOpen(before.current);
  const { cert } = await keys.makeAuthority(now);
  await change(parts, before, { "next-ca-cert": cert, "next-ca-vouches-until": undefined });
}

/**
 * Lets the next authority take over: what the server shows is signed by it, and the old one is gone.
 *
 * @throws {@link ControllerError} ERR_NOT_VALID where there is none
 */
export async function finishRotation(parts: RotationParts): Promise<void> {
  const before = required(parts.state.settings);
  const { next } = before;
  if (next === undefined) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      "there is no next authority to take over: make one by controller ca rotate",
    );
  }
  await takeOver(next, before, parts);
}

/**
 * Notes that the authority has signed a client's certificate, where it is the next one: taken back, it
 * would leave that client outside.
 *
 * @param until - when the certificate ends, in ms since the epoch
 */
export async function noteVouchedUntil(
  state: Store,
  authority: string,
  until: number,
): Promise<void> {
  await state.commit(({ settings }) => {
    if (authority !== settings.get("next-ca-cert")) return;
    const latest = Math.max(until, Number(settings.get("next-ca-vouches-until") ?? 0));
    settings.set({ "next-ca-vouches-until": String(latest) });
  });
}

/**
 * Takes the next authority back: the present one stays, and agents forget the other.
 *
 * @param force - although certificates are in use that it has signed
 * @throws {@link ControllerError} ERR_NOT_VALID where there is none, where the present one's key was
 *   stolen, and where such certificates are in use
 */
export async function cancelRotation(parts: RotationParts, force: boolean): Promise<void> {
  const { settings } = parts.state;
  const before = required(settings);
  const { next, compromised } = before;
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
  if (until > parts.now && !force) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      `the next authority has signed clients' certificates, the last of them until ${new Date(until).toISOString()}: they would be refused, and who has no password would be locked out; issue others once it is taken back, and say --force`,
    );
  }
  await change(parts, before, { "next-ca-cert": undefined, "next-ca-vouches-until": undefined });
}

/** Makes another authority, and lets it take over at once: no agent knows it. */
export async function replaceAuthority(parts: RotationParts): Promise<void> {
  const before = required(parts.state.settings);
  const { cert } = await parts.keys.makeAuthority(parts.now);
  await takeOver(cert, before, parts);
}

/**
 * Begins a rotation after a theft: from now on the authorities of before vouch for nobody, and the
 * server's certificate has another key. Agents that know the old authority alone still find the controller.
 */
export async function abandonKeys(parts: RotationParts): Promise<void> {
  const { keys, ip, now } = parts;
  const before = required(parts.state.settings);
  const leaf = await makeLeaf(before.current, keys, ip, now);
  const { cert } = await keys.makeAuthority(now);
  await change(
    parts,
    before,
    {
      "next-ca-cert": cert,
      "next-ca-vouches-until": undefined,
      "ca-compromised": "yes",
    },
    leaf.cert,
  );
}

async function takeOver(next: string, before: Authorities, parts: RotationParts): Promise<void> {
  const leaf = await makeLeaf(next, parts.keys, parts.ip, parts.now);
  await change(
    parts,
    before,
    {
      "ca-cert": next,
      "next-ca-cert": undefined,
      "next-ca-vouches-until": undefined,
      "ca-compromised": undefined,
    },
    leaf.cert,
  );
}

/** Changes the authorities, which nobody else has changed since they were read. */
async function change(
  { state, keys }: RotationParts,
  before: Authorities,
  values: Partial<Record<keyof SettingValues, string | undefined>>,
  serverCert?: string,
): Promise<void> {
  await state.commit(({ settings, controllers }) => {
    const now = required(settings);
    if (now.current !== before.current || now.next !== before.next) {
      throw new ControllerError(
        "ERR_NOT_VALID",
        "the controller's authorities were changed meanwhile, from another machine: look at controller ca status, and do it again",
      );
    }
    settings.set(values);
    if (serverCert !== undefined) controllers.put({ id: keys.node, serverCert });
  });
  removeUnused(state, keys);
}

function required(settings: SettingsView): Authorities {
  const authorities = readAuthorities(settings);
  if (authorities !== undefined) return authorities;
  throw new ControllerError("ERR_NOT_INITIALISED", "the controller has no authority yet: run it");
}
