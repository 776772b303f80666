import type { IncomingMessage } from "node:http";

import { onAbort } from "@holdfast/ports";
import type { CloseOptions } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { clientCertificate } from "../api/client-certificate.js";
import type { FacadeRegistry } from "../api/facade-registry.js";
import type { LoginRules } from "../api/login.js";
import { Session } from "../api/session.js";
import type { SocketRoute } from "./api-server.js";
import type { HttpAnswer } from "./http-answer.js";
import { acceptLogStream } from "./log-stream.js";
import { acceptLogsink, refuseLogsink } from "./logsink.js";
import { peerNetwork } from "./peer-network.js";

/** Connections without a login at once. Each may make us hold one message: this bounds their memory. */
const MAX_UNAUTHENTICATED = 2000;
const TOO_MANY_UNAUTHENTICATED: HttpAnswer = {
  status: 503,
  body: "too many connections are waiting to log in\n",
};

/** Every WebSocket that is open: the sessions of the API, and the agents' log streams. */
export class Connections {
  readonly #rules: LoginRules;
  readonly #registry: FacadeRegistry;
  readonly #sessions = new Set<Session>();
  /** Those of the sessions and of people's log streams where nobody has logged in yet. */
  readonly #unauthenticated = new Set<Session | WebSocket>();
  readonly #streams = new Set<WebSocket>();

  constructor(rules: LoginRules, registry: FacadeRegistry) {
    this.#rules = rules;
    this.#registry = registry;
  }

  /** Why the upgrade is refused; undefined where it is granted. */
  refuse(route: SocketRoute, request: IncomingMessage): HttpAnswer | undefined {
    if (route.kind === "logsink") return refuseLogsink(route.model, request, this.#rules);
    return this.#unauthenticated.size < MAX_UNAUTHENTICATED ? undefined : TOO_MANY_UNAUTHENTICATED;
  }

  /** Serves what comes over the socket, which it owns from now on. */
  accept(socket: WebSocket, route: SocketRoute, request: IncomingMessage): void {
    if (route.kind === "logsink") {
      this.#streams.add(socket);
      socket.once("close", () => this.#streams.delete(socket));
      acceptLogsink(socket, route.model, request, this.#rules);
      return;
    }
    if (route.kind === "log") {
      this.#followLog(socket, route.model, request);
      return;
    }
    const session = new Session({
      socket,
      route,
      network: peerNetwork(request),
      certificate: clientCertificate(request),
      rules: this.#rules,
      registry: this.#registry,
      onLogin: () => this.#unauthenticated.delete(session),
    });
    this.#sessions.add(session);
    this.#unauthenticated.add(session);
    onAbort(session.closed, () => {
      this.#sessions.delete(session);
      this.#unauthenticated.delete(session);
    });
  }

  #followLog(socket: WebSocket, model: string, request: IncomingMessage): void {
    this.#streams.add(socket);
    this.#unauthenticated.add(socket);
    const onLogin = (): void => void this.#unauthenticated.delete(socket);
    socket.once("close", () => {
      this.#streams.delete(socket);
      onLogin();
    });
    void acceptLogStream(socket, model, request, { rules: this.#rules, onLogin });
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
