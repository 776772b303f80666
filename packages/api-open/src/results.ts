// Errors inside results, which concern one of several entities asked about.
import type { ErrorInfo } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc/client";
import { UnexpectedResultsError } from "./errors.js";

/** The error of one result, as the error of a call. */
export function resultError({ message, code, info }: ErrorInfo): ApiError {
  return new ApiError(message, { code, info });
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
