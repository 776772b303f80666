import { X509Certificate } from "node:crypto";

import {
  expiryOf,
  isIssuedBy,
  issueLeaf,
  type KeyedCertificate,
  type LeafNames,
  stillServes,
} from "@holdfast/certificates";

import type { Store, StoreView } from "../state/store.js";
import { readAuthorities } from "./authorities.js";
import type { KeyOwner } from "./key-files.js";
import type { KeyRing } from "./key-ring.js";

/** Agents ask for the second of these, whatever address they dial; Juju's own leaves carry all. */
const NAMES = ["anything", "juju-apiserver", "juju-mongodb", "localhost"] as const;

/** What the server shows: a leaf, and the authority that it leads to. */
export interface ShownCertificate extends KeyedCertificate {
  /** PEM */
  readonly issuer: string;
}

/** The controller's authority, PEM: made at its first start, then kept, since every agent trusts it. */
export async function keptAuthority(state: Store, keys: KeyRing, now: number): Promise<string> {
  return keys.exclusive(async () => {
    const kept = readAuthorities(state.settings)?.current;
    if (kept !== undefined) return kept;
    const { cert } = await keys.makeAuthority(now);
    return await state.commit(({ settings }) => {
      // Another controller of this store may have been first.
      const first = readAuthorities(settings)?.current;
      if (first === undefined) settings.set({ "ca-cert": cert });
      return first ?? cert;
    });
  });
}

/** The certificate that the controller shows, where the kept one serves under these addresses. */
export function servingLeaf(
  { settings, controllers }: StoreView,
  { files, node }: KeyRing,
  ip: readonly string[],
  now: number,
): ShownCertificate | undefined {
  const issuer = settings.get("ca-cert");
  const cert = controllers.find(node)?.serverCert;
  if (issuer === undefined || cert === undefined) return undefined;
  if (!isIssuedBy(new X509Certificate(cert), new X509Certificate(issuer))) return undefined;
  if (!stillServes(cert, { dns: NAMES, ip }, now, expiryOf(issuer))) return undefined;
  const key = files.read("server", cert);
  return key === undefined ? undefined : { cert, key, issuer };
}

/**
 * The certificate that the controller shows: the kept one while it serves, else a fresh one.
 *
 * @throws {@link ControllerError} ERR_CA_KEY where a fresh one is due, and the authority cannot sign it
 */
export async function keptLeaf(
  state: Store,
  keys: KeyRing,
  ip: readonly string[],
  now: number,
): Promise<ShownCertificate> {
  const kept = servingLeaf(state, keys, ip, now);
  if (kept !== undefined) return kept;
  const issuer = await keptAuthority(state, keys, now);
  return keys.exclusive(async () => {
    const meanwhile = servingLeaf(state, keys, ip, now);
    if (meanwhile !== undefined) return meanwhile;
    const made = await makeLeaf(issuer, keys, ip, now);
    await state.commit(({ controllers }) =>
      controllers.put({ id: keys.node, serverCert: made.cert }),
    );
    removeUnused(state, keys);
    return made;
  });
}

/** A leaf by that authority, its key durable: it is nobody's until the state names it. */
export async function makeLeaf(
  issuer: string,
  keys: KeyRing,
  ip: readonly string[],
  now: number,
): Promise<ShownCertificate> {
  const names: LeafNames = { dns: NAMES, ip };
  const leaf = { commonName: "juju-apiserver", names, use: "server" } as const;
  const made = await issueLeaf(await keys.authority(issuer), leaf, now);
  keys.files.write("server", made.cert, made.key);
  return { ...made, issuer };
}

/** Removes the keys that belong to no certificate of the controller's. Call it while nobody else changes keys. */
export function removeUnused({ settings, controllers }: StoreView, { files, node }: KeyRing): void {
  const owned = [
    ["ca", settings.get("ca-cert")],
    ["ca", settings.get("next-ca-cert")],
    ["server", controllers.find(node)?.serverCert],
  ] as const;
  files.keepOnly(
    owned.flatMap(([owner, cert]): (readonly [KeyOwner, string])[] =>
      cert === undefined ? [] : [[owner, cert]],
    ),
  );
}
