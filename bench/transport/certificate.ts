// A certificate for the plain servers of the bench, of the kind that the controller has: P-256.
// oxlint-disable-next-line no-restricted-imports, import/no-unassigned-import -- @peculiar/x509 needs it, first
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const DAY = 86_400_000;

/** PEM, self-signed: the certificate is its own authority. */
export async function selfSigned(): Promise<{ readonly cert: string; readonly key: string }> {
  x509.cryptoProvider.set(webcrypto);
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=bench",
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "juju-apiserver" }]),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}
