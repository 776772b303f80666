import type { IncomingMessage } from "node:http";

import { onAbort } from "@holdfast/ports";
import type { CloseOptions } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { clientCertificate } from "../api/client-certificate.js";
import type { FacadeRegistry } from "../api/facade-registry.js";
import type { LoginRules } from "../api/login.js";
import { Crowd } from "../api/crowd.js";
import { Seats } from "../api/seats.js";
import { Session } from "../api/session.js";
import { CONNECTIONS, STRANGERS } from "../bounds.js";
import type { SocketRoute } from "./api-server.js";
import { clientOf } from "./client-of.js";
import type { HttpAnswer } from "./http-answer.js";
import { acceptLogStream } from "./log-stream.js";
import { acceptLogsink, refuseLogsink } from "./logsink.js";
import { peerNetwork } from "./peer-network.js";

/** The close code for who makes room. */
const TRY_AGAIN_LATER = 1013;

/** Every WebSocket that is open: the sessions of the API, and the agents' log streams. */
export class Connections {
  readonly #rules: LoginRules;
  readonly #registry: FacadeRegistry;
  readonly #sessions = new Set<Session>();
  /** Those of the sessions and of people's log streams where nobody has logged in yet. */
  readonly #strangers = new Crowd<Session | WebSocket>(STRANGERS.sessions, (stranger) => {
    if (stranger instanceof Session) void stranger.close();
    else stranger.close(TRY_AGAIN_LATER);
  });
  readonly #agentStreams = new Seats(CONNECTIONS.streamsOfAgent);
  readonly #userStreams = new Seats(CONNECTIONS.streamsOfUser);
  readonly #followers = new Seats(CONNECTIONS.followers);
  readonly #streams = new Set<WebSocket>();

  constructor(rules: LoginRules, registry: FacadeRegistry) {
    this.#rules = rules;
    this.#registry = registry;
  }

  /** Why the upgrade is refused; undefined where it is granted. */
  refuse(route: SocketRoute, request: IncomingMessage): HttpAnswer | undefined {
    if (route.kind === "logsink") return refuseLogsink(route.model, request, this.#rules);
    return undefined;
  }

  /** Serves what comes over the socket, which it owns from now on. */
  accept(socket: WebSocket, route: SocketRoute, request: IncomingMessage): void {
    if (route.kind === "logsink") {
      this.#keepLog(socket, route.model, request);
      return;
    }
    if (route.kind === "log") {
      this.#followLog(socket, route.model, request);
      return;
    }
    const client = clientOf(request);
    const { network } = client;
    const session = new Session({
      socket,
      route,
      client,
      certificate: clientCertificate(request),
      rules: this.#rules,
      registry: this.#registry,
      onLogin: () => this.#strangers.leave(network, session),
    });
    this.#sessions.add(session);
    this.#strangers.enter(network, session);
    onAbort(session.closed, () => {
      this.#sessions.delete(session);
      this.#strangers.leave(network, session);
    });
  }

  #keepLog(socket: WebSocket, model: string, request: IncomingMessage): void {
    const leave = this.#enterStream(socket, request);
    const close = (): void => socket.close(TRY_AGAIN_LATER);
    const onLogin = (tag: string): void => {
      leave();
      socket.once("close", this.#agentStreams.take(`${model} ${tag}`, close));
    };
    acceptLogsink(socket, model, request, { rules: this.#rules, onLogin });
  }

  #followLog(socket: WebSocket, model: string, request: IncomingMessage): void {
    const leave = this.#enterStream(socket, request);
    const close = (): void => socket.close(TRY_AGAIN_LATER);
    const onLogin = (user: string): void => {
      leave();
      socket.once("close", this.#userStreams.take(user, close));
      socket.once("close", this.#followers.take("all", close));
    };
    void acceptLogStream(socket, model, request, { rules: this.#rules, onLogin });
  }

  /** A stream is a stranger's until somebody has logged in. Returns what is to be called then. */
  #enterStream(socket: WebSocket, request: IncomingMessage): () => void {
    const network = peerNetwork(request);
    const leave = (): void => this.#strangers.leave(network, socket);
    this.#streams.add(socket);
    this.#strangers.enter(network, socket);
    socket.once("close", () => {
      this.#streams.delete(socket);
      leave();
    });
    return leave;
  }

  /** Ends all of them in good order. Resolves once every one has ended; never rejects. */
  async close(options: CloseOptions): Promise<void> {
    await Promise.all([
      ...[...this.#sessions].map((session) => session.close(options)),
      ...[...this.#streams].map((stream) => closeStream(stream, options)),
    ]);
  }
}

function closeStream(stream: WebSocket, { code, reason }: CloseOptions): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", () => resolve());
    stream.close(code, reason);
  });
}
