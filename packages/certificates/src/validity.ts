import { X509Certificate } from "node:crypto";

/** ms */
export const DAY = 86_400_000;

/** ms before its end that a leaf is renewed, and an authority's end is announced. */
export const RENEW_BEFORE: number = 30 * DAY;

/** When a certificate (PEM) expires, ms since the epoch. */
export function expiryOf(certificate: string): number {
  return new X509Certificate(certificate).validToDate.getTime();
}

/** What a leaf must be good for. */
export interface LeafNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/**
 * Whether the certificate can go on serving these names: all of them in it, and not near its end.
 *
 * @param latest - when its authority ends, ms since the epoch: renewing gains nothing beyond that
 */
export function stillServes(
  certificate: string,
  names: LeafNames,
  now: number,
  latest: number = Number.POSITIVE_INFINITY,
): boolean {
  const leaf = new X509Certificate(certificate);
  const end = leaf.validToDate.getTime();
  if (end - now < RENEW_BEFORE && end < latest) return false;
  return (
    names.dns.every((name) => leaf.checkHost(name, { subject: "never" }) !== undefined) &&
    names.ip.every((ip) => leaf.checkIP(ip) !== undefined)
  );
}
