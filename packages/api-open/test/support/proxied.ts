// A proxy that answers CONNECT in any way, and what is wrong with what becomes of it.
import { once } from "node:events";
import net from "node:net";
import { errorChain, errorFacts } from "@holdfast/ports";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import * as fc from "fast-check";
import {
  memorySessionCache,
  type OpenFunc,
  ProxyError,
  ProxyRefusedError,
} from "../../src/index.js";
import type { Network } from "./network-places.js";
import { isTold } from "./told.js";

/** What it does once it was asked: relays, says that and hangs up, or that and nothing more. */
export type ProxyAnswer =
  | { readonly kind: "relays" }
  | { readonly kind: "says" | "says, and hangs"; readonly text: string; readonly status: number };

const SECRET = "the-password-of-the-proxy";
const reason = fc.constantFrom(
  "",
  "Proxy Authentication Required",
  `${SECRET} is wrong`,
  "\u001b[2J",
);

export const proxyAnswers: fc.Arbitrary<ProxyAnswer> = fc.oneof(
  { arbitrary: fc.constant({ kind: "relays" as const }), weight: 1 },
  {
    arbitrary: fc
      .tuple(
        fc.constantFrom(400, 401, 403, 404, 407, 429, 500, 502, 503, 504),
        reason,
        fc.boolean(),
      )
      .map(([status, words, long]) => ({
        kind: "says" as const,
        status,
        text:
          `HTTP/1.1 ${status} ${words}\r\nproxy-authenticate: Basic realm="${SECRET}"\r\n` +
          `content-length: ${long ? 100_000 : 0}\r\n\r\n${long ? SECRET.repeat(4_000) : ""}`,
      })),
    weight: 4,
  },
  {
    arbitrary: fc
      .tuple(fc.constantFrom("says" as const, "says, and hangs" as const), fc.string())
      .map(([kind, text]) => ({ kind, status: 0, text: `${text}${SECRET}` })),
    weight: 2,
  },
);

const DIAL = 3_000;

export async function proxied(
  open: OpenFunc,
  network: Network,
  answer: ProxyAnswer,
): Promise<string | undefined> {
  const clock = new VirtualClock();
  const asked = Promise.withResolvers<void>();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.once("data", () => {
      asked.resolve();
      if (answer.kind === "relays") relay(socket, network.controller.port);
      else if (answer.kind === "says") socket.end(answer.text);
      else socket.write(answer.text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const found: unknown[] = [];
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const info = network.controller.info({ addrs: ["controller.test:17070"] });
  const opened = open(info, {
    clock,
    dialTimeout: DIAL,
    sessions: memorySessionCache(),
    proxy: { url: `http://agent:${SECRET}@127.0.0.1:${port}` },
  });
  const over = opened.then(
    (connection) => connection.close().then(() => found.push("connected")),
    (error: unknown) => found.push(error),
  );
  await Promise.race([asked.promise, over]);
  // What hangs is ended by the clock; all else by the proxy.
  if (answer.kind === "says, and hangs") await clock.advance(DIAL);
  await over;
  for (const socket of sockets) socket.destroy();
  server.close();
  await flushPromises();
  return clock.pending > 0 ? "a timer is left" : wrongWith(found[0], answer);
}

function wrongWith(found: unknown, answer: ProxyAnswer): string | undefined {
  if (answer.kind === "relays") return found === "connected" ? undefined : String(found);
  if (!isTold(found)) return `none of our errors: ${String(found)}`;
  const told = [...errorChain(found)].map((link) => JSON.stringify(errorFacts(link))).join(" ");
  if (told.includes(SECRET)) return `it tells a secret: ${told}`;
  if (answer.status === 0) return undefined;
  const refused = found instanceof ProxyRefusedError ? found.status : undefined;
  if (answer.status < 500)
    return refused === answer.status ? undefined : `not told as a refusal: ${told}`;
  return found instanceof ProxyError && refused === undefined
    ? undefined
    : `not told as failing: ${told}`;
}

function relay(socket: net.Socket, port: number): void {
  const there = net.connect(port, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.pipe(there).pipe(socket);
  });
  there.on("error", () => undefined).on("close", () => socket.destroy());
  socket.on("close", () => there.destroy());
}
