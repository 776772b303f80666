import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

import { formatHostPort } from "@holdfast/names";
import type { Logger } from "@holdfast/ports";
import { peerSocketOptions } from "@holdfast/rpc";
import { type WebSocket, WebSocketServer } from "ws";

import { Crowd } from "../api/crowd.js";
import { type Route, routeOf } from "../api/route.js";
import { CONNECTIONS, STRANGERS } from "../bounds.js";
import { chosenPorts } from "../net/chosen-ports.js";
import type { ListenAddress } from "../net/listen-address.js";
import { listenError } from "../net/listen-error.js";
import type { ShownCertificate } from "../pki/server-certificates.js";
import { type HttpAnswer, refuseUpgrade, TEXT } from "./http-answer.js";
import { networkOf } from "./peer-network.js";

/** A route that leads to a WebSocket. */
export type SocketRoute = Extract<Route, { kind: "model" | "controller" | "logsink" | "log" }>;

/** What the server hands its sockets to. */
export interface ApiServerConfig {
  readonly logger: Logger;
  /** ms for the TLS handshake, and again for the request's head: a slow loris gets no further. */
  readonly handshakeTimeout: number;
  /** Lets the state catch up before an upgrade is decided; undefined where there is nothing to wait for. */
  fresh(): Promise<void> | undefined;
  /** Takes the socket, which it owns from then on, at once. */
  accept(socket: WebSocket, route: SocketRoute, request: IncomingMessage): void;
  /** Refuses the upgrade, where it has to be refused before it is granted. */
  refuse(route: SocketRoute, request: IncomingMessage): HttpAnswer | undefined;
}

/** What the server shows, and whom it trusts to vouch for a client; all PEM. */
export interface ServerCertificates {
  readonly shown: ShownCertificate;
  /** Those who may vouch for a client. */
  readonly vouching: readonly string[];
}

const NOT_FOUND: HttpAnswer = { status: 404, body: "404 page not found\n" };
const SHUTTING_DOWN: HttpAnswer = { status: 503, body: "apiserver shutdown in progress\n" };
const STATE_AWAY: HttpAnswer = {
  status: 503,
  body: "the controller cannot reach its state: try again\n",
};
const NO_WEBSOCKET: HttpAnswer = {
  status: 400,
  body: "Bad Request: this is a WebSocket endpoint\n",
};

function badModel(given: string): HttpAnswer {
  return { status: 400, body: `invalid model UUID ${JSON.stringify(given.slice(0, 120))}\n` };
}

/** HTTPS, and the WebSockets that come of it. What goes on in those is not its affair. */
export class ApiServer {
  readonly #config: ApiServerConfig;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #open = new Set<Duplex>();
  /** Sockets that are no WebSocket yet, and the same by their addresses. */
  readonly #strangers = new Crowd<Socket>(STRANGERS.sockets, (socket) => socket.destroy());
  readonly #strangerAt = new Map<string, Socket>();
  #state: "running" | "stopping" = "running";

  constructor(config: ApiServerConfig, certificates: ServerCertificates) {
    this.#config = config;
    this.#server = createServer({
      ...secureContext(certificates),
      minVersion: "TLSv1.2",
      handshakeTimeout: config.handshakeTimeout,
      headersTimeout: config.handshakeTimeout,
      requestTimeout: config.handshakeTimeout,
      connectionsCheckingInterval: config.handshakeTimeout,
      maxHeaderSize: STRANGERS.head,
      // An agent may show a certificate; whether it counts is decided at its login.
      requestCert: true,
      rejectUnauthorized: false,
    });
    this.#server.maxConnections = CONNECTIONS.sockets;
    this.#sockets = new WebSocketServer({
      ...peerSocketOptions({ maxMessageBytes: CONNECTIONS.message }),
      noServer: true,
      clientTracking: false,
    });
    this.#server.on("request", (request, response) => this.#request(request, response));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on("connection", (socket: Socket) => this.#track(socket));
    this.#server.on("tlsClientError", (error) =>
      config.logger.debug("a TLS handshake failed", { error }),
    );
    this.#server.on("clientError", (error, socket) => {
      config.logger.debug("a request made no sense", { error });
      socket.destroy();
    });
  }

  /**
   * @returns the address with the port in use
   * @throws ControllerError ERR_PORT_IN_USE, ERR_LISTEN
   */
  async listen(address: ListenAddress): Promise<ListenAddress> {
    for (const port of address.port === 0 ? chosenPorts() : [address.port]) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- the next one only where this one is taken
        await this.#bind(address.host, port);
        break;
      } catch (cause) {
        if (address.port === 0 && port !== 0) continue;
        throw listenError(formatHostPort(address), cause);
      }
    }
    this.#server.on("error", (error) => this.#config.logger.error("the server failed", { error }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    const { port } = this.#server.address() as AddressInfo;
    return { host: address.host, port };
  }

  async #bind(host: string, port: number): Promise<void> {
    const listening = Promise.withResolvers<void>();
    this.#server.once("error", listening.reject);
    this.#server.listen(port, host, listening.resolve);
    try {
      await listening.promise;
    } finally {
      this.#server.off("error", listening.reject);
      this.#server.off("listening", listening.resolve);
    }
  }

  /** Shows and trusts others from the next handshake on. */
  setCertificates(certificates: ServerCertificates): void {
    this.#server.setSecureContext(secureContext(certificates));
  }

  /** Answers whatever comes with 503 from now on. */
  refuseNew(): void {
    this.#state = "stopping";
  }

  /** Stops listening and ends every socket that is left. Resolves once none is. */
  async close(): Promise<void> {
    this.#state = "stopping";
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    for (const socket of this.#open) socket.destroy();
    await closed.promise;
  }

  // Every TCP socket, since one in its TLS handshake or after its upgrade is no HTTP connection.
  #track(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? "");
    const address = addressOf(socket);
    this.#open.add(socket);
    this.#strangerAt.set(address, socket);
    this.#strangers.enter(network, socket);
    socket.once("close", () => {
      this.#open.delete(socket);
      this.#strangers.leave(network, socket);
      if (this.#strangerAt.get(address) === socket) this.#strangerAt.delete(address);
    });
  }

  /** The socket has become a WebSocket, whose owner bounds it from now on. */
  #becameWebSocket({ socket }: IncomingMessage): void {
    const address = addressOf(socket);
    const stranger = this.#strangerAt.get(address);
    if (stranger === undefined) return;
    this.#strangerAt.delete(address);
    this.#strangers.leave(networkOf(socket.remoteAddress ?? ""), stranger);
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    const { status, body, type = TEXT } = this.#answer(request);
    response.writeHead(status, { "content-type": type });
    response.end(body);
  }

  #answer(request: IncomingMessage): HttpAnswer {
    if (this.#state === "stopping") return SHUTTING_DOWN;
    const route = routeOfRequest(request);
    if (route.kind === "health") return { status: 200, body: "running\n" };
    if (route.kind === "bad model") return badModel(route.given);
    return isSocketRoute(route) ? NO_WEBSOCKET : NOT_FOUND;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const fresh = isSocketRoute(routeOfRequest(request)) ? this.#config.fresh() : undefined;
    if (fresh === undefined) {
      this.#decide(request, socket, head);
      return;
    }
    void this.#decideOnce(fresh, request, socket, head);
  }

  async #decideOnce(
    fresh: Promise<void>,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { logger } = this.#config;
    // Nobody else hears of its errors meanwhile; where it failed, what is written to it goes nowhere.
    const failed = (error: Error): void =>
      logger.debug("a socket failed before its upgrade", { error });
    socket.on("error", failed);
    try {
      await fresh;
    } catch (error) {
      logger.debug("an upgrade was refused: the state cannot be read", { error });
      refuseUpgrade(socket, STATE_AWAY);
      return;
    } finally {
      socket.off("error", failed);
    }
    this.#decide(request, socket, head);
  }

  #decide(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const route = routeOfRequest(request);
    const refusal = this.#refusal(route, request);
    if (refusal !== undefined || !isSocketRoute(route)) {
      refuseUpgrade(socket, refusal ?? NOT_FOUND);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#becameWebSocket(request);
      this.#accept(webSocket, route, request);
    });
  }

  // One connection that cannot be served must not take the others along.
  #accept(webSocket: WebSocket, route: SocketRoute, request: IncomingMessage): void {
    try {
      this.#config.accept(webSocket, route, request);
    } catch (error) {
      this.#config.logger.error("a connection could not be served", { error });
      webSocket.terminate();
    }
  }

  #refusal(route: Route, request: IncomingMessage): HttpAnswer | undefined {
    if (this.#state === "stopping") return SHUTTING_DOWN;
    if (route.kind === "bad model") return badModel(route.given);
    return isSocketRoute(route) ? this.#config.refuse(route, request) : NOT_FOUND;
  }
}

/** By which a socket is known beneath its TLS and above it. */
function addressOf({ remoteAddress = "", remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

const SOCKET_ROUTES: ReadonlySet<string> = new Set(["model", "controller", "logsink", "log"]);

function isSocketRoute(route: Route): route is SocketRoute {
  return SOCKET_ROUTES.has(route.kind);
}

function routeOfRequest(request: IncomingMessage): Route {
  const [path = ""] = (request.url ?? "").split("?");
  return routeOf(path);
}

/** The authority goes along, as with Juju's controllers: clients look for it in the chain. */
function secureContext({ shown, vouching }: ServerCertificates): {
  cert: string;
  key: string;
  ca: string[];
} {
  return {
    cert: `${shown.cert}\n${shown.issuer}`,
    key: shown.key,
    ca: [...vouching],
  };
}
