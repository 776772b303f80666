// Whether a failure to connect says that the configuration means another controller, or only that
// something is not as it should be for now. Certificates that are not valid now, and strangers at some
// of several addresses, pass; nothing but an edit helps where every address has another's certificate.
import { findInChain, isKind } from "@holdfast/ports";
import { CertificateError, type CertificateProblem, DialError } from "./dial-errors.js";

const FOREIGN: ReadonlySet<CertificateProblem> = new Set(["unknown authority", "wrong name"]);

/**
 * Whether every address was tried, and each presented a certificate of another authority or for
 * another name: what is configured is not the controller that answers there. False where an address
 * did not answer, or where a certificate is refused for its dates, which a clock may be to blame for.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CertificateError, isForeignController } from "@holdfast/api-open";
 *
 * const at = "10.0.0.1:17070";
 * const cause = undefined;
 * assert.ok(isForeignController(new CertificateError(at, "unknown authority", { cause })));
 * assert.ok(!isForeignController(new CertificateError(at, "not yet valid", { cause })));
 * ```
 */
export function isForeignController(error: unknown): boolean {
  const outermost = findInChain(error, (link) => isKind(link, DialError));
  return outermost !== undefined && [outermost, ...outermost.others].every(isForeign);
}

function isForeign(error: Error): boolean {
  return isKind(error, CertificateError) && FOREIGN.has(error.problem);
}
