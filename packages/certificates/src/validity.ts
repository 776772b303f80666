import { X509Certificate } from "node:crypto";

/** ms */
export const DAY = 86_400_000;

/** A leaf is renewed this long before it expires: longer than a controller is ever left alone. */
const RENEW_BEFORE = 30 * DAY;

/** What a leaf must be good for. */
export interface LeafNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** Whether the certificate can go on serving these names: all of them in it, and not near its end. */
export function stillServes(certificate: string, names: LeafNames, now: number): boolean {
  const leaf = new X509Certificate(certificate);
  if (leaf.validToDate.getTime() - now < RENEW_BEFORE) return false;
  return (
    names.dns.every((name) => leaf.checkHost(name, { subject: "never" }) !== undefined) &&
    names.ip.every((ip) => leaf.checkIP(ip) !== undefined)
  );
}
