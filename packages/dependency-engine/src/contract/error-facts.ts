import { codeOf } from "./error-chain.js";

/** An error as data: what a report, or a line of a log, says of it. */
export interface ErrorFacts {
  readonly message: string;
  readonly name?: string;
  readonly code?: string;
}

export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { message: wordsOf(error) };
  const { name } = error;
  const message = error.message === "" ? name : error.message;
  const code = codeOf(error);
  return typeof code === "string" ? { message, name, code } : { message, name };
}

/** A worker may end with anything: with an object, too, that cannot be made a string. */
function wordsOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return Object.prototype.toString.call(error);
  }
}
