import type { ErrorInfo } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";
import { UnexpectedResultsError } from "./errors.js";

/** The words by which a controller of 2024 tells failures apart; `retry` is of 2016 to 2021. */
export type ApiErrorCode =
  | "access required"
  | "action no longer available"
  | "already exists"
  | "application should not have units"
  | "bad request"
  | "cannot enter scope"
  | "cannot enter scope yet"
  | "cloud region required"
  | "controller has hosted models"
  | "controller/model has persistent storage"
  | "dead"
  | "deadline exceeded"
  | "excessive contention"
  | "forbidden"
  | "incompatible base"
  | "incompatible clouds"
  | "leadership claim denied"
  | "lease claim denied"
  | "login expired"
  | "machine has assigned units"
  | "machine has attached storage"
  | "machine is hosting containers"
  | "macaroon discharge required"
  | "method not allowed"
  | "model migration in progress"
  | "model not empty"
  | "model not found"
  | "no address set"
  | "no credentials provided"
  | "not assigned"
  | "not found"
  | "not implemented"
  | "not leader"
  | "not provisioned"
  | "not supported"
  | "not valid"
  | "not yet available; try again later"
  | "operation is blocked"
  | "quota limit exceeded"
  | "redirection required"
  | "retry"
  | "stopped"
  | "storage is attached"
  | "try again"
  | "unauthorized access"
  | "unit has subordinates"
  | "upgrade in progress"
  | "user not found";

/** An `ApiError` with one known code. */
export type ApiErrorWith<Code extends ApiErrorCode> = ApiError & { readonly code: Code };

/** The controller's own answer, found through a chain of causes; undefined where there is none. */
export function findApiError(error: unknown): ApiError | undefined {
  const seen = new Set<unknown>();
  for (let link = error; link instanceof Error && !seen.has(link); link = link.cause) {
    if (link instanceof ApiError) return link;
    seen.add(link);
  }
  return undefined;
}

/**
 * Whether the controller answered with that code, whatever was put around its answer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, isApiError } from "@holdfast/api-open";
 *
 * const refused = new ApiError("invalid entity name or password", { code: "unauthorized access" });
 * const error = new Error("cannot open the API", { cause: refused });
 * assert.ok(isApiError(error, "unauthorized access")); // whatever was put around it
 * assert.ok(!isApiError(error, "not provisioned"));
 * ```
 */
export function isApiError(error: unknown, code: ApiErrorCode): boolean {
  return findApiError(error)?.code === code;
}

/** The error of one result, as the error of a call. */
export function resultError(error: ErrorInfo): ApiError {
  return new ApiError(error.message, {
    code: error.code,
    ...(error.info === undefined ? {} : { info: error.info }),
  });
}

/**
 * The answer to a question about one entity.
 *
 * @throws ApiError where the result is an error
 * @throws UnexpectedResultsError where there is not exactly one result
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { onlyResult } from "@holdfast/api-open";
 *
 * assert.equal(onlyResult([{ life: "alive" as const, error: undefined }]).life, "alive");
 * const denied = { message: "permission denied", code: "unauthorized access" };
 * assert.throws(() => onlyResult([{ error: denied }]), { code: "unauthorized access" });
 * ```
 */
export function onlyResult<R extends { readonly error?: ErrorInfo | undefined }>(
  results: readonly R[],
): R {
  const [result] = results;
  if (result === undefined || results.length !== 1)
    throw new UnexpectedResultsError(results.length);
  if (result.error !== undefined) throw resultError(result.error);
  return result;
}
