import type { ApiCaller, Connection } from "@holdfast/api-open";

/**
 * The part of a connection that its users may have. It holds no way to close what lies under it:
 * the connection belongs to the worker alone. After the end of the connection its calls fail, and
 * `broken` says why.
 */
export class NarrowCaller implements ApiCaller {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Where `caller` leads, `host:port` as configured; undefined for what is no connection of ours. */
  static addressOf(caller: ApiCaller): string | undefined {
    return #connection in caller ? caller.#connection.addr : undefined;
  }

  get modelTag(): ApiCaller["modelTag"] {
    return this.#connection.modelTag;
  }
  get controllerTag(): ApiCaller["controllerTag"] {
    return this.#connection.controllerTag;
  }
  get authTag(): ApiCaller["authTag"] {
    return this.#connection.authTag;
  }
  get serverVersion(): ApiCaller["serverVersion"] {
    return this.#connection.serverVersion;
  }
  get facades(): ApiCaller["facades"] {
    return this.#connection.facades;
  }
  get broken(): AbortSignal {
    return this.#connection.broken;
  }

  call(request: Parameters<ApiCaller["call"]>[0]): Promise<unknown> {
    return this.#connection.call(request);
  }
  connectStream(
    ...args: Parameters<ApiCaller["connectStream"]>
  ): ReturnType<ApiCaller["connectStream"]> {
    return this.#connection.connectStream(...args);
  }
  bestFacadeVersion(facade: string): number {
    return this.#connection.bestFacadeVersion(facade);
  }
}
