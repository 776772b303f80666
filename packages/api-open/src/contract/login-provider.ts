import type { ApiCall } from "./api-caller.js";

/** One call before the login. No facade is announced yet, so the version is the provider's to know. */
export interface LoginCall extends ApiCall {
  version: number;
}

/** A connection that is open, and not logged in: its controller answers `Admin` alone. */
export interface LoginCaller {
  /** Rejects as `ApiCaller.call` does. */
  call(request: LoginCall): Promise<unknown>;
}

/** The value of `authorization`, or HTTP headers by their names. Both are secrets. */
export type AuthHeader = string | Readonly<Record<string, string>>;

/**
 * How a connection is logged in, and what its streams show. It is asked anew for each login and for each
 * stream, so that a token which was renewed meanwhile serves the next of either, and the connection goes on.
 *
 * @example
 * ```ts
 * import { createPrivateKey, sign } from "node:crypto";
 * import type { LoginProvider } from "@holdfast/api-open";
 *
 * // A controller of one's own, that asks for a signature.
 * export function signedLogin(tag: string, pem: string): LoginProvider {
 *   const signed = (text: string) => sign(null, Buffer.from(text), createPrivateKey(pem));
 *   return {
 *     async login(caller, signal) {
 *       const admin = { facade: "Admin", version: 3, signal };
 *       const challenge = await caller.call({ ...admin, method: "Challenge", params: { tag } });
 *       const signature = signed(JSON.stringify(challenge)).toString("base64");
 *       return caller.call({ ...admin, method: "LoginSigned", params: { tag, signature } });
 *     },
 *     authHeader: () => `Signature ${signed(tag).toString("base64")}`,
 *   };
 * }
 * ```
 */
export interface LoginProvider {
  /**
   * Logs in, by whichever calls that takes, and gives the controller's result, of the shape that
   * `Admin.Login` has.
   *
   * Rejecting ends the attempt: with the controller's refusal (`ApiError`), or what else was in the way.
   *
   * @param signal - aborted when nobody waits for the login any more
   */
  login(caller: LoginCaller, signal: AbortSignal): Promise<unknown>;
  /** What a stream shows in its request; undefined for nothing. */
  authHeader(signal: AbortSignal): AuthHeader | undefined | Promise<AuthHeader | undefined>;
}
