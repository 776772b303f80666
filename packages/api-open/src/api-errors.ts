// Finding the controller's own answer in an error, and what the answer means.
//
// Its code decides, never its text; but for two places where the text is all that the wire offers:
// - `no credentials provided` may come as `unauthorized access` with a message that begins so. It is
//   both then, since old passwords are worth trying after either.
// - `no such request …` without a code is `not implemented` (Juju 1.x). The reply itself is read so,
//   in @holdfast/rpc, so that whoever looks at `code` sees it.
// A login refused because of an upgrade ("… blocked because upgrade is in progress", "… maintenance
// in progress") has no code, and is given none: nothing follows from it but to try again.
import {
  decode,
  DischargeRequiredInfo,
  MalformedMessageError,
  NotLeaderInfo,
  RedirectionInfo,
  type Schema,
} from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc/client";
import { findInChain, isKind } from "@holdfast/ports";
import type { ApiErrorCode, ApiErrorInfos, ApiErrorOf } from "./api-error-types.js";
import { sameContent } from "./same-content.js";

/**
 * The controller's own answer, found through a chain of causes and across copies of this package.
 * Undefined where there is none, or where it has none of the codes asked for.
 *
 * Asked for by codes, it is told apart by them, and its `info` is what its code calls for. It is the
 * error that was found, but for two cases: where its `info` was not in that form (keys in another
 * case, members nobody knows, or nothing of the kind, which is none), and where its words say more
 * than its code. Then it is an error with the same message, caused by the one that was found.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, findApiError } from "@holdfast/api-open";
 *
 * const answer = new ApiError("redirection to alternative server required", {
 *   code: "redirection required",
 *   info: { servers: [[{ value: "10.0.0.7", type: "ipv4", scope: "", port: 17070 }]], "ca-cert": "" },
 * });
 * const found = findApiError(new Error("cannot log in", { cause: answer }), "redirection required");
 * assert.equal(found?.info?.servers[0]?.[0]?.port, 17070);
 * ```
 */
export function findApiError(error: unknown): ApiError | undefined;
export function findApiError<Code extends ApiErrorCode>(
  error: unknown,
  ...codes: readonly [Code, ...Code[]]
): ApiErrorOf<Code> | undefined;
export function findApiError(
  error: unknown,
  ...codes: readonly ApiErrorCode[]
): ApiError | undefined {
  const found = findInChain(error, (link): link is ApiError => isKind(link, ApiError));
  if (found === undefined || codes.length === 0) return found;
  // What the words say is the more exact of the two.
  const meant =
    codes.find((code) => saysInWords(found, code)) ?? codes.find((code) => code === found.code);
  return meant && withCode(found, meant);
}

/**
 * Whether the controller answered with one of these codes, whatever was put around its answer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, isApiError } from "@holdfast/api-open";
 *
 * const refused = new ApiError("invalid entity name or password", { code: "unauthorized access" });
 * const error = new Error("cannot open the API", { cause: refused });
 * assert.ok(isApiError(error, "unauthorized access")); // whatever was put around it
 * assert.ok(!isApiError(error, "not provisioned", "dead"));
 * ```
 */
export function isApiError(
  error: unknown,
  ...codes: readonly [ApiErrorCode, ...ApiErrorCode[]]
): boolean {
  return findApiError(error, ...codes) !== undefined;
}

/** The words of `no credentials provided` under the code of any wrong password. */
function saysInWords({ code, message }: ApiError, meant: ApiErrorCode): boolean {
  return (
    meant === "no credentials provided" &&
    code === "unauthorized access" &&
    message.startsWith(meant)
  );
}

const infos: { readonly [Code in keyof ApiErrorInfos]: Schema<ApiErrorInfos[Code]> } = {
  "macaroon discharge required": DischargeRequiredInfo,
  "not leader": NotLeaderInfo,
  "redirection required": RedirectionInfo,
};

/** The answer under that code, with the info that it calls for. */
function withCode(found: ApiError, code: ApiErrorCode): ApiError {
  const info = callsForInfo(code) ? readInfo(code, found.info) : found.info;
  if (code === found.code && sameContent(info, found.info)) return found;
  return new ApiError(found.message, { code, info, cause: found });
}

function callsForInfo(code: ApiErrorCode): code is keyof ApiErrorInfos {
  return Object.hasOwn(infos, code);
}

function readInfo(code: keyof ApiErrorInfos, info: unknown): unknown {
  if (info === undefined) return undefined;
  try {
    return decode<unknown>(infos[code], info, `info of ${code}`);
  } catch (error) {
    if (!(error instanceof MalformedMessageError)) throw error;
    return undefined;
  }
}
