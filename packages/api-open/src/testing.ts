// For tests on virtual time, without sockets: a connection as `open` makes it, over a peer of the test's own.
import type { ApiInfo } from "@holdfast/names";
import type { CallPeer } from "@holdfast/rpc/client";

import { ApiConnection, type StreamSource } from "./connection/api-connection.js";
import type { Connection } from "./contract/connection.js";
import { type DialOptions, resolveDialOptions } from "./dial/dial-options.js";
import { StreamError } from "./errors.js";
import { readLoginResult } from "./login/login-result.js";

export type { CallPeer, CallOptions, RpcRequest } from "@holdfast/rpc/client";

/** What a connection is made over. */
export interface ConnectionEnds {
  /** Answers the connection's calls, its pings among them. */
  readonly peer: CallPeer;
  /** Where it leads, `host:port`. */
  readonly address: string;
  /** What was logged in with. */
  readonly info: ApiInfo;
  /** What a controller has answered to that: the result of `Admin.Login`. */
  readonly login: unknown;
}

/**
 * A connection that is logged in, with its heartbeat as `open` would give it by these options. It has no
 * streams.
 *
 * @throws LoginReplyError where `login` is no reply to a login
 */
export function connectionOver(
  { peer, address, info, login }: ConnectionEnds,
  options: Pick<DialOptions, "clock" | "pingPeriod" | "pingTimeout"> = {},
): Connection {
  const { clock, pingPeriod, pingTimeout } = resolveDialOptions({ ...options, proxy: "none" });
  return new ApiConnection({
    peer,
    address,
    ipAddr: undefined,
    isProxied: false,
    session: readLoginResult(login, info, address),
    info,
    heartbeat: { clock, pingPeriod, pingTimeout },
    streams: noStreams,
  });
}

const noStreams: StreamSource = {
  connect: (path) => Promise.reject(new StreamError(`there is no stream ${path}: this is a test`)),
  close: () => Promise.resolve(),
  destroy: () => undefined,
};
