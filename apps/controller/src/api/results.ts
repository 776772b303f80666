import type { ErrorInfo } from "@holdfast/facades";
import { InvalidTagError } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc";

import { ControllerError, type ControllerErrorCode } from "../errors.js";

/** What a client is told of an error of ours; undefined for one that is not for its eyes. */
export function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidTagError) {
    return new ApiError(error.message, { code: "not valid", cause: error });
  }
  if (!(error instanceof ControllerError)) return undefined;
  const code = CODES[error.code];
  return code === undefined ? undefined : new ApiError(error.message, { code, cause: error });
}

const CODES: Partial<Record<ControllerErrorCode, string>> = {
  ERR_NOT_FOUND: "not found",
  ERR_ALREADY_EXISTS: "already exists",
  ERR_NOT_VALID: "not valid",
};

/** What a result has beside its blank where it failed. */
export interface ResultError {
  error?: ErrorInfo;
}

/** An error as it stands inside a result. */
export function errorInfo(error: ApiError): ErrorInfo {
  return { message: error.message, code: error.code };
}

/**
 * One result for each question, in the same order: a question that fails has its error in its own
 * result, beside `blank`, and the others are answered all the same.
 */
export function eachResult<Question, Result extends object>(
  questions: readonly Question[],
  blank: Result,
  answer: (question: Question) => Result,
): (Result & ResultError)[] {
  return questions.map((question) => {
    try {
      return answer(question);
    } catch (error) {
      const known = toApiError(error);
      if (known === undefined) throw error;
      return { ...blank, error: errorInfo(known) };
    }
  });
}

/** {@link eachResult} for questions that are answered by nothing but whether they failed. */
export function eachDone<Question>(
  questions: readonly Question[],
  body: (question: Question) => void,
): { results: { error?: ErrorInfo }[] } {
  return {
    results: eachResult(questions, {}, (question) => {
      body(question);
      return {};
    }),
  };
}

/** {@link eachResult} for answers that take their time: one after the other. */
export async function eachResultLater<Question, Result extends object>(
  questions: readonly Question[],
  blank: Result,
  answer: (question: Question) => Promise<Result>,
): Promise<(Result & ResultError)[]> {
  const results: (Result & ResultError)[] = [];
  for (const question of questions) {
    try {
      results.push(await answer(question));
    } catch (error) {
      const known = toApiError(error);
      if (known === undefined) throw error;
      results.push({ ...blank, error: errorInfo(known) });
    }
  }
  return results;
}

/** {@link eachDone} for what takes its time. */
export async function eachDoneLater<Question>(
  questions: readonly Question[],
  body: (question: Question) => Promise<void>,
): Promise<{ results: { error?: ErrorInfo }[] }> {
  const results = await eachResultLater(questions, {}, async (question) => {
    await body(question);
    return {};
  });
  return { results };
}
