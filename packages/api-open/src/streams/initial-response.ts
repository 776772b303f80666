import { decode, ErrorResult, MalformedMessageError } from "@holdfast/facades";
import type { ApiError } from "@holdfast/rpc";
import { resultError } from "../results.js";
import { orAborted } from "../dial/or-aborted.js";
import { StreamError } from "../errors.js";
import type { MessageQueue } from "./message-queue.js";

/** Bytes. (Juju's.) */
const MAX_INITIAL_RESPONSE_BYTES = 4096;

/**
 * Reads the first message of a stream, which says whether the controller opened it.
 *
 * Rejects with the ApiError in it, StreamError where it is no such message, or the signal's reason.
 */
export async function readInitialResponse(
  messages: MessageQueue,
  signal: AbortSignal,
): Promise<void> {
  const text = await orAborted(messages.take(), signal).catch((cause: unknown) => {
    if (!(cause instanceof StreamError)) throw cause;
    throw new StreamError(`unable to read initial response: ${cause.message}`, { cause });
  });
  if (text === undefined) {
    throw new StreamError("unable to read initial response: the other end closed the stream");
  }
  const size = Buffer.byteLength(text);
  if (size > MAX_INITIAL_RESPONSE_BYTES) {
    throw new StreamError(
      `initial response of ${size} bytes; at most ${MAX_INITIAL_RESPONSE_BYTES}`,
    );
  }
  const refused = errorIn(text);
  if (refused !== undefined) throw refused;
}

/** The error that a JSON text of a controller says, if it says one. */
export function errorIn(text: string): ApiError | undefined {
  try {
    const { error } = decode(ErrorResult, JSON.parse(text), "initial response");
    return error === undefined ? undefined : resultError(error);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof MalformedMessageError)) throw cause;
    throw new StreamError(`unable to unmarshal initial response: ${cause.message}`, { cause });
  }
}
