// The worker that is an authenticated connection: it owns the connection, and lives as long as it.
//
//   started ──kill()──► close ──► fulfilled, or ConnectionCloseError
//      └──── broken ──► close ──► ConnectionBrokenError, the reason its cause; or BounceError, where the
//                                 reason is that the credentials were changed
//
// Juju lets a failed close replace the reason; here the reason stays, and carries the other along.
import type { ApiCaller, Connection } from "@holdfast/api-open";
import { runWorker, type Worker } from "@holdfast/dependency-engine";
import { type Clock, errorText } from "@holdfast/ports";

import { bounceOnChangedPassword } from "../agent-end/changed-password.js";
import { ConnectionBrokenError, ConnectionCloseError } from "../errors.js";
import { closeInTime } from "./bounded.js";
import { NarrowCaller } from "./narrow-caller.js";
import { firstAborted } from "../first-aborted.js";

interface OwnerPorts {
  readonly clock: Clock;
  readonly broken: () => number;
}

/** Owns `connection` from its construction on; closes it at its end, whatever that is. */
export class ConnectionWorker implements Worker {
  /** What the users of the connection get. */
  readonly caller: ApiCaller;
  readonly #connection: Connection;
  readonly #worker: Worker;

  /** @param ports.broken - called when the connection breaks: ms after which to connect again */
  constructor(connection: Connection, ports: OwnerPorts) {
    this.#connection = connection;
    this.caller = new NarrowCaller(connection);
    this.#worker = runWorker((signal) => own(connection, ports, signal));
  }

  kill(): void {
    this.#worker.kill();
  }

  wait(): Promise<void> {
    return this.#worker.wait();
  }

  /** Where the connection leads. */
  report(): Record<string, unknown> {
    const { addr, controllerTag, modelTag, authTag, serverVersion } = this.#connection;
    return {
      address: addr,
      controller: controllerTag,
      model: modelTag,
      "auth-tag": authTag,
      "server-version": serverVersion,
    };
  }
}

async function own(connection: Connection, ports: OwnerPorts, killed: AbortSignal): Promise<void> {
  const { broken } = connection;
  const first = await firstAborted(killed, broken);
  const retryAfter = first === broken ? ports.broken() : undefined;
  const closed = await closeInTime(connection, ports.clock).then(
    () => ({ clean: true }) as const,
    (error: unknown) => ({ clean: false, error }) as const,
  );
  if (first === broken) {
    const bounce = closed.clean ? bounceOnChangedPassword(broken.reason) : undefined;
    if (bounce !== undefined) throw bounce;
    const unclean = closed.clean ? "" : `; closing it failed as well: ${errorText(closed.error)}`;
    throw new ConnectionBrokenError(
      `api connection broken unexpectedly: ${errorText(broken.reason)}${unclean}`,
      {
        cause: broken.reason,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(closed.clean ? {} : { closeError: closed.error }),
      },
    );
  }
  if (!closed.clean) {
    throw new ConnectionCloseError("cannot close the api connection; its socket may be left open", {
      cause: closed.error,
    });
  }
}
