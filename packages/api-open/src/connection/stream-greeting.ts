import { decode, ErrorResult, MalformedMessageError } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";
import type { WebSocket } from "ws";
import { resultError } from "../api-errors.js";
import { StreamError } from "../errors.js";

/** The longest first message, in bytes. (Juju's.) */
const LONGEST_GREETING = 4096;

/**
 * Waits for the first message of a stream, by which the controller says whether there is one.
 *
 * Rejects with the ApiError in it, StreamError where it is no such message, or the signal's reason.
 */
export function greeting(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const settle = (): void => {
    signal.removeEventListener("abort", abort);
    socket.off("message", receive).off("error", fail).off("close", close);
  };
  const refuse = (reason: unknown): void => {
    settle();
    // A late error of a socket that is given up is nobody's.
    socket.on("error", () => undefined).terminate();
    reject(reason);
  };
  const receive = (data: Buffer, isBinary: boolean): void => {
    try {
      readGreeting(data, isBinary);
    } catch (error) {
      refuse(error);
      return;
    }
    // What follows is for the stream, which listens in a later turn.
    socket.pause();
    settle();
    resolve();
  };
  const fail = (cause: Error): void =>
    refuse(new StreamError(`unable to read initial response: ${cause.message}`, { cause }));
  const close = (): void =>
    refuse(new StreamError("unable to read initial response: the other end closed the stream"));
  const abort = (): void => refuse(signal.reason);
  socket.once("message", receive).once("error", fail).once("close", close);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return promise;
}

function readGreeting(data: Buffer, isBinary: boolean): void {
  if (isBinary) throw new StreamError("unexpected message type 2 as initial response");
  if (data.length > LONGEST_GREETING) {
    throw new StreamError(`initial response of ${data.length} bytes; at most ${LONGEST_GREETING}`);
  }
  const refused = errorIn(data.toString());
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
