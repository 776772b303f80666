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

/** What a leaf is for: a controller's is Juju's kind (both), an agent's identifies a client only. */
export type LeafUse = "server" | "client";

/**
 * A certificate signed by the authority, with a fresh key.
 *
 * @param now - ms since the epoch; it is valid from a day before, for clocks that run behind
 */
export async function issueLeaf(
  authority: KeyedCertificate,
  leaf: {
    readonly commonName: string;
    /** The model's UUID, for an agent's. */
    readonly organisation?: string;
    readonly names: LeafNames;
    readonly use: LeafUse;
    readonly lifetime?: number;
  },
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
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + (leaf.lifetime ?? LIFETIME)),
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
