import { LONGEST_SHOWN, shownText, type ErrorFacts } from "@holdfast/ports";
import { ApiError, RpcError } from "@holdfast/rpc";
import { ApiOpenError } from "../../src/index.js";

/** Whether an error is one that callers are told of. */
export function isTold(error: unknown): boolean {
  const kinds = [ApiOpenError, ApiError, RpcError];
  return kinds.some((kind) => error instanceof kind);
}

/** Whether what is shown of an error is short, and nothing that a terminal would act upon. */
export function isShown({ message, name = "", code = "" }: ErrorFacts): boolean {
  return [message, name, code].every(
    (text) => text.length < 10 * LONGEST_SHOWN && shownText(text, Infinity) === text,
  );
}
