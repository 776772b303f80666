import {
  generateKeyPair,
  type KeyedCertificate,
  privateKeyPem,
  serialNumber,
  SIGNATURE,
} from "./key-pair.js";
import { DAY } from "./validity.js";
import { x509 } from "./x509.js";

/** Ten years: every agent.conf holds a copy of it, so it should outlive the machines. */
const LIFETIME = 3650 * DAY;

/**
 * A certificate authority of our own: self-signed, P-256, good for signing leaves and nothing else.
 *
 * @param name - its common name
 * @param now - ms since the epoch; it is valid from a day before, for clocks that run behind
 * @param lifetime - ms from `now` to its end; ten years where left out
 */
export async function createAuthority(
  name: string,
  now: number,
  lifetime: number = LIFETIME,
): Promise<KeyedCertificate> {
  const keys = await generateKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${name}`,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + lifetime),
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
  return { cert: certificate.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}
