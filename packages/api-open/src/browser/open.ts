import { type ApiInfo, parseHostPort } from "@holdfast/names";
import { WebPeer } from "@holdfast/rpc/client";

import { validateApiInfo } from "../api-info.js";
import { ApiConnection } from "../connection/api-connection.js";
import type { Connection } from "../contract/connection.js";
import { Deadline, DeadlineReached } from "../dial/deadline.js";
import { dialAddresses } from "../dial/dial-addresses.js";
import { DialTimeoutError } from "../dial/dial-errors.js";
import { type Dialled, logIn } from "../login/log-in.js";
import { currentProtocol } from "../login/login.js";
import { reconnectingBy } from "../reconnecting/reconnecting-by.js";
import type { ReconnectingClient } from "../reconnecting/reconnecting-client.js";
import type { ApiInfoSource, ReconnectingOptions } from "../reconnecting/reconnecting-options.js";
import {
  type BrowserDialOptions,
  type BrowserDialSettings,
  resolveBrowserOptions,
} from "./browser-options.js";
import { connectSocket } from "./connect-socket.js";
import { NO_STREAMS } from "./no-streams.js";

/**
 * Opens a connection by the platform's WebSocket, logged in. The browser decides which certificates it
 * trusts: the info's `caCert` is not looked at.
 *
 * Rejects as `open` of `@holdfast/api-open` does; what went wrong while connecting is a ConnectError
 * always, since browsers tell no more.
 */
export async function open(
  given: ApiInfo,
  options: BrowserDialOptions = {},
  signal?: AbortSignal,
): Promise<Connection> {
  signal?.throwIfAborted();
  const settings = resolveBrowserOptions(options);
  const info = validateApiInfo(given, settings.logger);
  using limit = new Deadline(settings.timeout, settings.clock, signal);
  try {
    const dialled = await dial(info, settings, limit.signal);
    const provider = settings.loginProvider ?? currentProtocol.provider(info);
    const by = settings.loginProvider === undefined ? "info" : "provider";
    const session = await logIn({ provider, by }, dialled, info, limit.signal);
    return new ApiConnection({
      ...dialled,
      ipAddr: undefined,
      isProxied: false,
      session,
      info,
      heartbeat: settings,
      streams: NO_STREAMS,
    });
  } catch (error) {
    throw error instanceof DeadlineReached
      ? new DialTimeoutError(info.addrs.join(", "), error.ms)
      : error;
  }
}

/** The same, opened again where it breaks: see `openReconnecting` of `@holdfast/api-open`. */
export function openReconnecting(
  source: ApiInfoSource,
  options: BrowserDialOptions & ReconnectingOptions = {},
  signal?: AbortSignal,
): Promise<ReconnectingClient> {
  return reconnectingBy(open, source, options, signal);
}

function dial(info: ApiInfo, settings: BrowserDialSettings, signal: AbortSignal): Promise<Dialled> {
  const { clock, createSocket, maxMessageBytes, observer, scheme } = settings;
  return dialAddresses<Dialled>(
    info,
    {
      // Names are the browser's to resolve.
      resolve: (address) => {
        const endpoint = parseHostPort(address);
        const target = { address, host: endpoint.host, endpoint, proxy: undefined };
        return Promise.resolve({ targets: [target], cached: false });
      },
      key: ({ address }) => address,
      attempt: async ({ address }, options) => {
        const url = `${scheme}//${address}${currentProtocol.path(info)}`;
        const socket = await connectSocket(createSocket, url, options.signal);
        return { peer: new WebPeer({ socket, clock, maxMessageBytes, observer }), address };
      },
      discard: ({ peer }) => peer.destroy(new Error("another address was faster")),
    },
    settings,
    signal,
  );
}
