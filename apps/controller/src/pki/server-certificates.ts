import {
  createAuthority,
  issueLeaf,
  type KeyedCertificate,
  type LeafNames,
  stillServes,
} from "@holdfast/certificates";

import type { Settings } from "../state/settings.js";

/** Agents ask for the second of these, whatever address they dial; Juju's own leaves carry all. */
const NAMES = ["anything", "juju-apiserver", "juju-mongodb", "localhost"] as const;

/** The controller's authority: made at its first start, then kept, since every agent trusts it. */
export async function keptAuthority(settings: Settings, now: number): Promise<KeyedCertificate> {
  const cert = settings.get("ca-cert");
  const key = settings.get("ca-key");
  if (cert !== undefined && key !== undefined) return { cert, key };
  const made = await createAuthority("holdfast controller", now);
  settings.set({ "ca-cert": made.cert, "ca-key": made.key });
  return made;
}

/** The certificate that the controller shows: the kept one while it serves, else a fresh one. */
export async function keptLeaf(
  settings: Settings,
  ip: readonly string[],
  now: number,
): Promise<KeyedCertificate> {
  const names: LeafNames = { dns: NAMES, ip };
  const cert = settings.get("server-cert");
  const key = settings.get("server-key");
  if (cert !== undefined && key !== undefined && stillServes(cert, names, now)) {
    return { cert, key };
  }
  const authority = await keptAuthority(settings, now);
  const leaf = { commonName: "juju-apiserver", names, use: "server" } as const;
  const made = await issueLeaf(authority, leaf, now);
  settings.set({ "server-cert": made.cert, "server-key": made.key });
  return made;
}
