import type { ApiInfo } from "@holdfast/names";
import type { Connection } from "./contract/connection.js";
import type { DialOptions } from "./dial/dial-options.js";

/** An {@link OpenFunc} that has defaults for all of its options. */
export type OpenWithDefaults = (
  info: ApiInfo,
  options?: DialOptions,
  signal?: AbortSignal,
) => Promise<Connection>;

/**
 * Opens a connection, logged in. Durations in the options are in ms; the signal interrupts every step.
 *
 * Rejects with `InvalidApiInfoError`; a `DialError` (`CertificateError` where trying again is of no
 * use); `LoginTimeoutError`, `LoginReplyError`, or how the connection ended while logging in; `ApiError` where the controller refused the login,
 * of which `RedirectError` and `DischargeRequiredError` are two; or the signal's reason.
 */
export type OpenFunc = (
  info: ApiInfo,
  options: DialOptions,
  signal?: AbortSignal,
) => Promise<Connection>;
