import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { formatHostPort, type HostAndPort } from "@holdfast/names";
import { ProxyError, ProxyRefusedError } from "./dial-errors.js";
import { openOrDestroy } from "./open-or-destroy.js";
import type { Proxy } from "./proxy-url.js";

/**
 * A stream to the target, through a proxy that is asked to CONNECT. The proxy resolves the name.
 *
 * Rejects with ProxyError, of which nothing is in the proxy's own words, or the signal's reason.
 */
export function connectThroughProxy(
  proxy: Proxy,
  target: HostAndPort,
  signal: AbortSignal,
): Promise<Duplex> {
  const { request } = proxy.protocol === "https:" ? https : http;
  const authority = formatHostPort(target);
  const connect = request({
    protocol: proxy.protocol,
    host: proxy.hostname,
    port: proxy.port,
    method: "CONNECT",
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
  });
  const destroy = (): void => void connect.on("error", () => undefined).destroy();
  return openOrDestroy<Duplex>(signal, destroy, (resolve, reject) => {
    const refused = ({ statusCode = 0 }: IncomingMessage): void =>
      reject(
        statusCode < 500
          ? new ProxyRefusedError(proxy.host, statusCode, http.STATUS_CODES[statusCode])
          : new ProxyError(proxy.host, `cannot connect: ${statusCode}`),
      );
    const connected = (response: IncomingMessage, stream: Duplex, head: Buffer): void => {
      if (response.statusCode !== 200) {
        stream.destroy();
        refused(response);
        return;
      }
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    };
    const failed = (cause: Error): void => {
      // Node attaches what it could not read to its error.
      Reflect.deleteProperty(cause, "rawPacket");
      reject(new ProxyError(proxy.host, cause.message, { cause }));
    };
    // A proxy that does not know CONNECT sends an ordinary response.
    connect.once("connect", connected).once("response", refused).on("error", failed).end();
    return () => connect.off("connect", connected).off("response", refused).off("error", failed);
  });
}

function authorization({ credentials }: Proxy): Record<string, string> {
  if (credentials === undefined) return {};
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
