// What an attempt to connect ended with, as far as the next one is concerned: decided by codes and
// classes, the most telling first.
import {
  ApiError,
  CertificateError,
  isApiError,
  ProxyRefusedError,
  ProxySettingError,
} from "@holdfast/api-open";
import { isConnectImpossible } from "@holdfast/connect";
import { findInChain, hasCode, isKind } from "@holdfast/ports";

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
  if (isApiError(error, "try again")) return "busy";
  if (hasCode(error, "ERR_NOT_ADMITTED_YET") || hasCode(error, "not provisioned")) {
    return "not admitted yet";
  }
  if (isRefusal(error)) return "refused";
  if (has(error, ApiError)) return "answered";
  if (has(error, CertificateError)) return "untrusted";
  if (isUnusable(error)) return "unusable";
  return "unreachable";
}

function isRefusal(error: unknown): boolean {
  return (
    isConnectImpossible(error) ||
    hasCode(error, "ERR_CREDENTIALS_REFUSED") ||
    hasCode(error, "unauthorized access") ||
    has(error, ProxyRefusedError)
  );
}

function isUnusable(error: unknown): boolean {
  return (
    has(error, ProxySettingError) ||
    hasCode(error, "ERR_INVALID_API_INFO") ||
    hasCode(error, "ERR_API_INFO_MISSING")
  );
}

function has(error: unknown, kind: abstract new (...args: never[]) => Error): boolean {
  return findInChain(error, (link) => isKind(link, kind)) !== undefined;
}
