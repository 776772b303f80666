import {
  generateKeyPair,
  type KeyedCertificate,
  privateKeyPem,
  serialNumber,
  SIGNATURE,
  signingKey,
} from "./key-pair.js";
import { DAY, type LeafNames } from "./validity.js";
import { x509 } from "./x509.js";

/** The longest that every TLS stack accepts. */
const LIFETIME = 397 * DAY;

/** What a leaf is for: a server's is of Juju's kind (server and client), a client's for nothing else. */
export type LeafUse = "server" | "client";

/** A leaf to be issued. */
export interface NewLeaf {
  readonly commonName: string;
  readonly organisation?: string;
  readonly names: LeafNames;
  readonly use: LeafUse;
  /** ms since the epoch from which it is valid; a day before `now` where left out, for clocks that run behind. */
  readonly validFrom?: number;
  /** ms from `now` to its end, which is its authority's at the latest; 397 days where left out. */
  readonly lifetime?: number;
}

/**
 * A certificate signed by the authority, with a fresh key.
 *
 * @param now - ms since the epoch
 * @throws Error where the authority's PEM cannot be read
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { X509Certificate } from "node:crypto";
 * import { createAuthority, issueLeaf } from "@holdfast/certificates";
 *
 * const now = Date.now();
 * const authority = await createAuthority("example CA", now);
 * const names = { dns: ["localhost"], ip: ["127.0.0.1"] };
 * const { cert } = await issueLeaf(authority, { commonName: "example", names, use: "server" }, now);
 * const issuer = new X509Certificate(authority.cert);
 * assert.ok(new X509Certificate(cert).verify(issuer.publicKey));
 * ```
 */
export async function issueLeaf(
  authority: KeyedCertificate,
  leaf: NewLeaf,
  now: number,
): Promise<KeyedCertificate> {
  const keys = await generateKeyPair();
  const issuer = new x509.X509Certificate(authority.cert);
  const { commonName, organisation, names, use } = leaf;
  const alternatives = [
    ...names.dns.map((value) => ({ type: "dns" as const, value })),
    ...names.ip.map((value) => ({ type: "ip" as const, value })),
  ];
  const clientAuth = x509.ExtendedKeyUsage.clientAuth;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${commonName}${organisation === undefined ? "" : `,O=${organisation}`}`,
    issuer: issuer.subject,
    notBefore: new Date(leaf.validFrom ?? now - DAY),
    // Never after its authority: a chain ends with the first of its certificates that does.
    notAfter: new Date(Math.min(now + (leaf.lifetime ?? LIFETIME), issuer.notAfter.getTime())),
    signingAlgorithm: SIGNATURE,
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(
        use === "server" ? [x509.ExtendedKeyUsage.serverAuth, clientAuth] : [clientAuth],
      ),
      ...(alternatives.length === 0
        ? []
        : [new x509.SubjectAlternativeNameExtension(alternatives)]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { cert: certificate.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}
