import { InvalidTagError } from "@holdfast/names";

import { ControllerError } from "../errors.js";

/** The operator asked for something that makes no sense. */
export function notValid(message: string): ControllerError {
  return new ControllerError("ERR_NOT_VALID", message);
}

/** Runs what reads a name; one that is no name is the operator's mistake. */
export function readingName<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof InvalidTagError)) throw cause;
    throw new ControllerError("ERR_NOT_VALID", cause.message, { cause });
  }
}
