// What an attempt to connect ended with, as far as the next one is concerned: decided by codes and
// classes, the most telling first.
import {
  ApiError,
  CertificateError,
  ProxyRefusedError,
  ProxySettingError,
} from "@holdfast/api-open";
import { isConnectImpossible } from "@holdfast/connect";
import { codeOf, errorChain, isKind } from "@holdfast/ports";

/** Every way in which there is no connection. */
export type AttemptKind =
  /** There was one, and it is gone. */
  | "broken"
  /** Nobody answered. */
  | "unreachable"
  /** The controller limits logins: `try again`. */
  | "busy"
  /** The controller is not known to have admitted these credentials yet, and does not now. */
  | "not admitted yet"
  /** The controller, or the proxy before it, will not have us. */
  | "refused"
  /** The controller answered with another error. */
  | "answered"
  /** Whoever answers does not prove to be the controller. */
  | "untrusted"
  /** Nothing was asked: what is configured does not suffice. */
  | "unusable";

/** What kept an attempt from connecting. */
export function attemptKind(error: unknown): AttemptKind {
  // Walked once: where nobody answers, a process with many agents asks this all the time.
  const links = [...errorChain(error)];
  const has = (kind: abstract new (...args: never[]) => Error): boolean =>
    links.some((link) => isKind(link, kind));
  const hasCode = (...codes: readonly string[]): boolean =>
    links.some((link) => codes.includes(String(codeOf(link))));
  const answer = links.find((link) => isKind(link, ApiError));
  if (codeOf(answer) === "try again") return "busy";
  if (hasCode("ERR_NOT_ADMITTED_YET", "not provisioned")) return "not admitted yet";
  if (isConnectImpossible(error) || has(ProxyRefusedError) || hasCode(...REFUSALS))
    return "refused";
  if (answer !== undefined) return "answered";
  if (has(CertificateError)) return "untrusted";
  return has(ProxySettingError) || hasCode(...UNUSABLE) ? "unusable" : "unreachable";
}

const REFUSALS = ["ERR_CREDENTIALS_REFUSED", "unauthorized access"] as const;
const UNUSABLE = ["ERR_INVALID_API_INFO", "ERR_API_INFO_MISSING"] as const;
