import type { X509Certificate } from "node:crypto";

/** Intermediate certificates between a leaf and its authority that are followed. */
const LONGEST_CHAIN = 4;

/** Whether that authority signed the certificate: by its key, not merely by its name. */
export function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return (
    authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey)
  );
}

/**
 * Whether the signatures of a certificate lead to one of these authorities, directly or by the others
 * that came with it. Their validity is not looked at.
 */
export function leadsTo(
  authorities: readonly X509Certificate[],
  certificate: X509Certificate,
  others: readonly X509Certificate[] = [],
): boolean {
  let at = certificate;
  for (let length = 0; length <= LONGEST_CHAIN; length++) {
    const signed = at;
    if (authorities.some((authority) => isIssuedBy(signed, authority))) return true;
    const next = others.find((other) => isIssuedBy(signed, other));
    if (next === undefined) return false;
    at = next;
  }
  return false;
}
