// PKCS#8's encrypted form (RFC 8018, PBES2): what `openssl pkey` reads and writes. Node would encrypt a
// key as well, with 2048 rounds of PBKDF2, which is too few for a passphrase that people choose.
import { createCipheriv, createPrivateKey, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

import { x509 } from "./x509.js";

/** Rounds of PBKDF2 with SHA-256: about a third of a second for each guess at the passphrase. */
const ROUNDS = 600_000;
const LABEL = "ENCRYPTED PRIVATE KEY";

const PBES2 = "2a864886f70d01050d";
const PBKDF2 = "2a864886f70d01050c";
const HMAC_SHA256 = "2a864886f70d0209";
const AES_256_CBC = "60864801650304012a";

const der = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));

/** Whether the PEM is a private key that only a passphrase opens. */
export function isEncryptedKey(pem: string): boolean {
  return pem.includes(`-----BEGIN ${LABEL}-----`);
}

/**
 * The private key (PKCS#8, PEM) so that only the passphrase opens it: PKCS#8 again, by PBKDF2 with
 * SHA-256 and AES-256.
 */
export async function encryptKey(pem: string, passphrase: string): Promise<string> {
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const key = await promisify(pbkdf2)(passphrase, salt, ROUNDS, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const plain = Buffer.from(x509.PemConverter.decodeFirst(pem));
  const secret = Buffer.concat([cipher.update(plain), cipher.final()]);
  const rounds = Buffer.from([ROUNDS >> 16, (ROUNDS >> 8) & 0xff, ROUNDS & 0xff]);
  const derivation = sequence(
    identifier(PBKDF2),
    sequence(octets(salt), der(0x02, rounds), sequence(identifier(HMAC_SHA256), der(0x05))),
  );
  const encryption = sequence(identifier(AES_256_CBC), octets(iv));
  const algorithm = sequence(identifier(PBES2), sequence(derivation, encryption));
  return x509.PemConverter.encode(sequence(algorithm, octets(secret)), LABEL);
}

/**
 * The private key that {@link encryptKey}, or OpenSSL, encrypted: PKCS#8 PEM.
 *
 * @throws Error, of `node:crypto`, where the passphrase is another
 */
export function decryptKey(pem: string, passphrase: string): string {
  const key = createPrivateKey({ key: pem, passphrase });
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
