// A certificate authority that lives as long as the process, and leaves signed by it.
// oxlint-disable-next-line no-restricted-imports, import/no-unassigned-import -- @peculiar/x509's own container wants it loaded first; this is not the connect container
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";

import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const curve = { name: "ECDSA", namedCurve: "P-256" } as const;
const signature = { name: "ECDSA", hash: "SHA-256" } as const;
const day = 86_400_000;

/** A certificate and its private key, as PEM. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Signs leaves. Its certificate is what an agent's `caCert` holds. */
export class TestAuthority {
  readonly #certificate: x509.X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.#certificate = certificate;
    this.#keys = keys;
  }

  static async create(commonName: string): Promise<TestAuthority> {
    const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: `CN=${commonName}`,
      ...validity(),
      signingAlgorithm: signature,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new TestAuthority(certificate, keys);
  }

  get cert(): string {
    return this.#certificate.toString("pem");
  }

  /** A leaf for a controller: Juju's DNS names, and loopback. */
  issueServer(): Promise<KeyedCertificate> {
    return this.#issue("controller", [x509.ExtendedKeyUsage.serverAuth], {
      dns: ["juju-apiserver", "localhost", "anything"],
      ip: ["127.0.0.1", "::1"],
    });
  }

  /** A leaf that identifies a client by its common name. */
  issueClient(commonName: string): Promise<KeyedCertificate> {
    return this.#issue(commonName, [x509.ExtendedKeyUsage.clientAuth], { dns: [], ip: [] });
  }

  async #issue(
    commonName: string,
    usages: x509.ExtendedKeyUsage[],
    names: { dns: string[]; ip: string[] },
  ): Promise<KeyedCertificate> {
    const keys = await webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: `CN=${commonName}`,
      issuer: this.#certificate.subject,
      ...validity(),
      signingAlgorithm: signature,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(usages),
        new x509.SubjectAlternativeNameExtension([
          ...names.dns.map((value) => ({ type: "dns" as const, value })),
          ...names.ip.map((value) => ({ type: "ip" as const, value })),
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate),
      ],
    });
    const exported = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
      cert: certificate.toString("pem"),
      key: x509.PemConverter.encode(exported, "PRIVATE KEY"),
    };
  }
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - day), notAfter: new Date(now + 30 * day) };
}

function serialNumber(): string {
  return `00${randomBytes(16).toString("hex")}`;
}
