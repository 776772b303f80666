import { X509Certificate } from "node:crypto";

import { LRUCache } from "lru-cache";

import { InvalidApiInfoError } from "../errors.js";

/** Certificates parsed before: parsing one takes longer than all other checks together. */
const parsed = new LRUCache<string, true>({ max: 32 });

/** @throws InvalidApiInfoError where there is a CA, and it is none */
export function validateCaCert(pem = ""): void {
  if (pem === "") return;
  if (parsed.get(pem) === true) return;
  try {
    // Throws for what is no certificate; constructing is all the check there is.
    void new X509Certificate(pem);
    parsed.set(pem, true);
  } catch (cause) {
    throw new InvalidApiInfoError("CA certificate not valid: it is no PEM certificate", { cause });
  }
}
