import { codeOf } from "@holdfast/ports";
import type { CertificateProblem } from "./dial-errors.js";

// OpenSSL's words as Node hands them on. A CA with the right name and the wrong key shows as a bad
// signature, so that is the wrong CA too.
const PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not yet valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "wrong name",
  HOSTNAME_MISMATCH: "wrong name",
  CERT_SIGNATURE_FAILURE: "unknown authority",
  CERT_UNTRUSTED: "unknown authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "unknown authority",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown authority",
};

/** What is wrong with a certificate that Node refused with this error. */
export function certificateProblem(error: unknown): CertificateProblem {
  const code = String(codeOf(error));
  return (Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined) ?? "other";
}
