// oxlint-disable-next-line no-restricted-imports, import/no-unassigned-import -- @peculiar/x509 needs it, first
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const EC = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;
const DAY = 86_400_000;
x509.cryptoProvider.set(webcrypto);

export interface Ca {
  readonly cert: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly x509: x509.X509Certificate;
}

export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
}

const serial = (): string => `00${randomBytes(16).toString("hex")}`;

export async function createCa(name: string): Promise<Ca> {
  const keys = await generateKeys();
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 3650 * DAY),
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: certificate.toString("pem"), keys, x509: certificate };
}

/** A server's certificate. By default as a controller's: valid now, for its names. */
export async function issueLeaf(
  ca: Ca,
  about: {
    dns?: readonly string[];
    ip?: readonly string[];
    /** Days from now. */
    from?: number;
    until?: number;
  } = {},
): Promise<Leaf> {
  const { dns = ["anything", "juju-apiserver", "juju-mongodb", "localhost"], ip = [] } = about;
  const keys = await generateKeys();
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: "CN=a controller",
    issuer: ca.x509.subject,
    notBefore: new Date(now + (about.from ?? -1) * DAY),
    notAfter: new Date(now + (about.until ?? 397) * DAY),
    signingAlgorithm: SIGNATURE,
    publicKey: keys.publicKey,
    signingKey: ca.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        ...dns.map((value) => ({ type: "dns" as const, value })),
        ...ip.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.x509),
    ],
  });
  const der = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    cert: certificate.toString("pem"),
    key: x509.PemConverter.encode(der, "PRIVATE KEY"),
  };
}
