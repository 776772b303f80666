// A certificate for the plain servers of the bench, of the kind that the controller has.
import { createAuthority, issueLeaf, type KeyedCertificate } from "@holdfast/certificates";

/** A server's certificate, with that of its authority; PEM. */
export async function serverIdentity(): Promise<KeyedCertificate & { readonly authority: string }> {
  const now = Date.now();
  const authority = await createAuthority("bench", now);
  const names = { dns: ["juju-apiserver"], ip: [] };
  const leaf = await issueLeaf(authority, { commonName: "bench", names, use: "server" }, now);
  return { ...leaf, authority: authority.cert };
}
