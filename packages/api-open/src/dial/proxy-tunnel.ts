import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { type HostAndPort, joinAddress } from "../address.js";
import { ProxyError } from "./dial-errors.js";

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
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const { request } = proxy.protocol === "https:" ? https : http;
  const authority = joinAddress(target);
  const asked = request({
    protocol: proxy.protocol,
    // Brackets belong to URLs alone.
    host: proxy.hostname.replace(/^\[|\]$/gu, ""),
    port: proxy.port,
    method: "CONNECT",
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
  });
  const settle = (): void => {
    signal.removeEventListener("abort", abort);
  };
  const refuse = (reason: unknown): void => {
    settle();
    asked.destroy();
    reject(reason);
  };
  const abort = (): void => refuse(signal.reason);
  asked
    .once("connect", (response, stream, head) => {
      if (response.statusCode !== 200) {
        stream.destroy();
        refuse(new ProxyError(proxy.host, response.statusMessage || String(response.statusCode)));
        return;
      }
      settle();
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    })
    // An answer that is no CONNECT's.
    .once("response", (response) =>
      refuse(new ProxyError(proxy.host, response.statusMessage || String(response.statusCode))),
    )
    .on("error", (cause) => refuse(new ProxyError(proxy.host, cause.message, { cause })));
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  asked.end();
  return promise;
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === "" && proxy.password === "") return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
