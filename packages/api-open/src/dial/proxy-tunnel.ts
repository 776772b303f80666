import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { formatHostPort, type HostAndPort } from "@holdfast/names";
import { ProxyError } from "./dial-errors.js";
import { openOrDestroy } from "./open-or-destroy.js";

/**
 * A stream to the target, through a proxy that is asked to CONNECT. The proxy resolves the name.
 *
 * Rejects with ProxyError, or the signal's reason.
 */
export function connectThroughProxy(
  proxy: URL,
  target: HostAndPort,
  signal: AbortSignal,
): Promise<Duplex> {
  const { request } = proxy.protocol === "https:" ? https : http;
  const authority = formatHostPort(target);
  const connect = request({
    protocol: proxy.protocol,
    // Brackets are part of the URL's syntax only.
    host: proxy.hostname.replace(/^\[|\]$/gu, ""),
    port: proxy.port,
    method: "CONNECT",
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
  });
  const destroy = (): void => void connect.on("error", () => undefined).destroy();
  return openOrDestroy<Duplex>(signal, destroy, (resolve, reject) => {
    const refused = ({ statusCode, statusMessage }: IncomingMessage): void =>
      reject(new ProxyError(proxy.host, statusMessage || String(statusCode)));
    const connected = (response: IncomingMessage, stream: Duplex, head: Buffer): void => {
      if (response.statusCode !== 200) {
        stream.destroy();
        refused(response);
        return;
      }
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    };
    const failed = (cause: Error): void =>
      reject(new ProxyError(proxy.host, cause.message, { cause }));
    // A proxy that does not know CONNECT sends an ordinary response.
    connect.once("connect", connected).once("response", refused).on("error", failed).end();
    return () => connect.off("connect", connected).off("response", refused).off("error", failed);
  });
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === "" && proxy.password === "") return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
