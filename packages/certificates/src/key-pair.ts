import { randomBytes, webcrypto } from "node:crypto";

import { x509 } from "./x509.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;

/** How every certificate of ours is signed. */
export const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** A certificate and its private key, both PEM. The key is a secret. */
export interface KeyedCertificate {
  readonly cert: string;
  readonly key: string;
}

export async function generateKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
}

/** The private key as PKCS#8 PEM. */
export async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

/** The key that {@link privateKeyPem} wrote, for signing. */
export async function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey("pkcs8", der, CURVE, false, ["sign"]);
}

/** 128 random bits; the leading zero keeps the number positive. */
export function serialNumber(): string {
  return `00${randomBytes(16).toString("hex")}`;
}
