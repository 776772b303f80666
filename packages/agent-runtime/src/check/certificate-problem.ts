import { X509Certificate } from "node:crypto";
import { systemClock } from "@holdfast/ports";

/** What is wrong with a CA certificate, and what to do; undefined where nothing is. */
export function certificateProblem(
  pem: string,
  now: number = systemClock.wallNow(),
): string | undefined {
  if (pem === "") return undefined; // public roots then
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return "cacert is no certificate; copy the controller's CA, PEM, into it";
  }
  if (!certificate.ca)
    return "cacert is a certificate, but not of a CA; copy the controller's CA into it";
  if (now < Date.parse(certificate.validFrom)) {
    return `cacert is valid from ${certificate.validFrom} only; correct this machine's clock`;
  }
  if (now > Date.parse(certificate.validTo)) {
    return `cacert expired on ${certificate.validTo}; renew the controller's CA and copy it`;
  }
  return undefined;
}
