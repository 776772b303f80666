// What may stand in cacert: certificates of authorities, and nothing else.
import { X509Certificate } from "node:crypto";

import { systemClock } from "@holdfast/ports";

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** The bits a key needs before OpenSSL believes its signatures. */
const LEAST_BITS: Readonly<Record<string, number>> = { rsa: 2048, "rsa-pss": 2048, dsa: 2048 };

/**
 * The certificates in a PEM file, one after the other, and nothing of what lies between them: a
 * private key that somebody kept in the same file goes no further. "" where there is none.
 */
export function certificatesOnly(pem: string): string {
  return (pem.match(BLOCK) ?? []).map((block) => `${block}\n`).join("");
}

/**
 * What is wrong with CA certificates, and what to do; undefined where nothing is.
 *
 * @param now - the date, ms since the epoch; "at any time" leaves out whether they are valid now
 */
export function certificateProblem(
  pem: string,
  now: number | "at any time" = systemClock.wallNow(),
): string | undefined {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) {
    const found = pem.trim() === "" ? "is empty" : "holds no certificate";
    return `cacert ${found}; copy the controller's CA, PEM, into it`;
  }
  for (const block of blocks) {
    const problem = problemOf(block, "at any time");
    if (problem !== undefined) return problem;
  }
  // While one authority takes over from another, the old one may end: one that is valid is enough.
  const passing = blocks.map((block) => problemOf(block, now));
  return passing.includes(undefined) ? undefined : passing[0];
}

/** When the first of CA certificates expires, ms since the epoch; NaN where there is none to be read. */
export function certificateExpiry(pem: string): number {
  const dates = (pem.match(BLOCK) ?? []).map((block) => {
    try {
      return Date.parse(new X509Certificate(block).validTo);
    } catch {
      return Number.NaN;
    }
  });
  return dates.length === 0 ? Number.NaN : Math.min(...dates);
}

function problemOf(pem: string, now: number | "at any time"): string | undefined {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return "cacert is no certificate; copy the controller's CA, PEM, into it";
  }
  if (!certificate.ca)
    return "cacert is a certificate, but not of a CA; copy the controller's CA into it";
  const weak = weakness(certificate);
  if (weak !== undefined) return weak;
  if (now === "at any time") return undefined;
  if (now < Date.parse(certificate.validFrom)) {
    return `cacert is valid from ${certificate.validFrom} only; correct this machine's clock`;
  }
  if (now > Date.parse(certificate.validTo)) {
    return `cacert expired on ${certificate.validTo}; renew the controller's CA and copy it`;
  }
  return undefined;
}

function weakness({ publicKey }: X509Certificate): string | undefined {
  const { asymmetricKeyType = "", asymmetricKeyDetails } = publicKey;
  const least = LEAST_BITS[asymmetricKeyType];
  const bits = asymmetricKeyDetails?.modulusLength;
  if (least === undefined || bits === undefined || bits >= least) return undefined;
  return `cacert has a key of ${bits} bits, which is too weak to be used: it needs ${least}; renew the controller's CA and copy it`;
}
