import { ControllerError } from "../errors.js";

/**
 * What went wrong with listening, in words that say what to do. The code tells what may pass
 * (`ERR_PORT_IN_USE`, `ERR_LISTEN`) from what has to be edited (`ERR_LISTEN_ADDRESS`).
 */
export function listenError(address: string, cause: unknown): ControllerError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new ControllerError(
        "ERR_PORT_IN_USE",
        `cannot listen on ${address}: the port is in use; stop who uses it, or name another with --listen and tell the agents that know this one`,
        { cause },
      );
    case "EADDRNOTAVAIL":
      return new ControllerError(
        "ERR_LISTEN",
        `cannot listen on ${address}: this machine has no such address now; wait until it has, or name one that it has with --listen`,
        { cause },
      );
    case "EACCES":
      return new ControllerError(
        "ERR_LISTEN_ADDRESS",
        `cannot listen on ${address}: this user may not use that port; name one above 1023 with --listen`,
        { cause },
      );
    case "EAFNOSUPPORT":
      return new ControllerError(
        "ERR_LISTEN_ADDRESS",
        `cannot listen on ${address}: this machine has no such kind of addresses; name one of another kind with --listen`,
        { cause },
      );
    default:
      return new ControllerError(
        "ERR_LISTEN",
        `cannot listen on ${address}: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
  }
}
