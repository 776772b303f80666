// HTTP over whatever it is told to listen on: finds the route, writes its reply, and at its end
// leaves no connection behind.
import http from "node:http";

import type { Logger } from "@holdfast/ports";

import type { Reply } from "../routes/reply.js";
import { text } from "../routes/reply.js";
import { findRoute, listRoutes, type Route } from "../routes/route.js";

/** How many bytes may wait for a reader of a stream that does not read before it is dropped. */
const maxWaitingBytes = 4 * 1024 * 1024;

/** Streams of events that one server writes at once: pages that are open, and some more. */
const maxStreams = 32;
/** Connections at once: a page has a few. */
const maxConnections = 128;

/** Refuses a request before any route sees it, with a reply; undefined lets it through. */
export type Gatekeeper = (request: http.IncomingMessage) => Reply | undefined;

/** What {@link createServer} is made of. */
export interface ServerParts {
  /** Asked for at each request. */
  readonly routes: () => readonly Route[];
  readonly logger: Logger;
  readonly gatekeeper?: Gatekeeper;
}

/** A server that answers with routes; not listening yet. */
export function createServer(parts: ServerParts): http.Server {
  const streams = new Set<http.ServerResponse>();
  const server = http.createServer((request, response) => {
    void answer(request, response, { ...parts, streams });
  });
  server.maxConnections = maxConnections;
  // An accept that failed, for want of file descriptors say, must not end the agent.
  server.on("error", (error) => {
    if (server.listening) parts.logger.warn("a connection to introspection failed", { error });
  });
  // A page asks for little, so little is waited for.
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  server.maxHeadersCount = 100;
  return server;
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { routes, logger, gatekeeper, streams }: ServerParts & { readonly streams: Streams },
): Promise<void> {
  response.on("error", () => undefined); // a reader that left is no failure of ours
  try {
    const refused = gatekeeper?.(request) ?? methodRefusal(request, response);
    const reply = refused ?? (await replyTo(request, routes()));
    const headOnly = request.method === "HEAD";
    write(response, headOnly ? reply : counted(reply, response, streams), headOnly);
  } catch (error) {
    logger.error("a page of introspection failed", { error, page: request.url });
    if (response.headersSent) response.destroy();
    else write(response, text("this page failed; the agent's log says why", 500), false);
  }
}

/** The streams that are being written. */
type Streams = Set<http.ServerResponse>;

/** The reply, or a refusal where it is one more stream than there may be. */
function counted(reply: Reply, response: http.ServerResponse, streams: Streams): Reply {
  if (reply.kind !== "stream") return reply;
  if (streams.size >= maxStreams) {
    return text(`ERR_TOO_MANY_STREAMS: ${maxStreams} pages are open already; close some`, 503);
  }
  streams.add(response);
  response.once("close", () => streams.delete(response));
  return reply;
}

function methodRefusal(
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Reply | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  response.setHeader("allow", "GET, HEAD");
  return text(`${request.method} is not answered here: nothing can be changed, only read`, 405);
}

function replyTo(request: http.IncomingMessage, routes: readonly Route[]): Reply | Promise<Reply> {
  const url = parse(request.url ?? "/");
  if (url === undefined) return text("the path does not parse", 400);
  const found = findRoute(routes, url.pathname);
  if (found === undefined) return listRoutes(routes, url.pathname);
  return found.route.answer({
    rest: found.rest,
    query: url.query,
    lastEventId: String(request.headers["last-event-id"] ?? ""),
  });
}

function parse(target: string): { pathname: string; query: URLSearchParams } | undefined {
  try {
    const url = new URL(target, "http://introspection");
    return { pathname: decodeURIComponent(url.pathname), query: url.searchParams };
  } catch {
    return undefined;
  }
}

function write(response: http.ServerResponse, reply: Reply, headOnly: boolean): void {
  response.setHeader("content-type", reply.type);
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  if (reply.kind === "text") {
    const length = Buffer.byteLength(reply.body);
    response.writeHead(reply.status, { ...reply.headers, "content-length": length });
    response.end(headOnly ? undefined : reply.body);
    return;
  }
  response.writeHead(200);
  if (headOnly) {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  reply.write((chunk) => {
    // Looked at before, so that one large piece alone, such as the past, drops nobody.
    if (response.writableLength > maxWaitingBytes) response.destroy();
    else response.write(chunk);
  }, gone.signal);
}
