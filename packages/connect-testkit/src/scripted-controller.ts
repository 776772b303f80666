// A controller on a real socket, for one agent, that does what a scenario tells it to: TLS, WebSocket
// and messages are real, its state is a few fields, and any answer can be replaced.
import { once } from "node:events";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type PeerCertificate, TLSSocket } from "node:tls";

import type { KeyedCertificate } from "@holdfast/certificates";
import { ApiError, RpcPeer, peerSocketOptions, type IncomingRequest } from "@holdfast/rpc";
import { type WebSocket, WebSocketServer } from "ws";

import type { ControllerState } from "./controller-state.js";
import { defaultAnswer, type JudgedLogin } from "./default-answers.js";
import { Journal } from "./journal.js";
import { TestAuthority } from "./certificates.js";

/** Whom a verified certificate names, where the client showed one. */
function certifiedName(socket: Duplex): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // Node 22 calls a resumed session authorized that never had a certificate: then this is empty.
  const { subject }: Partial<PeerCertificate> = socket.getPeerCertificate();
  const name = subject?.CN;
  return Array.isArray(name) ? name[0] : name;
}

/** A request on its way, as a scenario's answer sees it. */
export interface ScriptedRequest extends IncomingRequest {
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  /** What the controller would answer by itself; it may throw an `ApiError`. */
  proceed(): object;
  /** Cuts the connection, without an answer and without a closing handshake. */
  cut(): void;
}

/** Replaces the controller's answer to one method. */
export type Answer = (request: ScriptedRequest) => unknown;

/**
 * Whether what came with a login is the agent's. It may throw an `ApiError` to refuse in its own words.
 */
export type AcceptsLogin = (params: unknown) => boolean | Promise<boolean>;

/** The authority of every scripted controller in this process: issues a client's certificate, say. */
export async function testAuthority(): Promise<TestAuthority> {
  return (await sharedCertificates()).authority;
}

let sharedAuthority: Promise<{ authority: TestAuthority; server: KeyedCertificate }> | undefined;

/** One authority for the process: keys take time, and no scenario is about them. */
function sharedCertificates(): Promise<{ authority: TestAuthority; server: KeyedCertificate }> {
  sharedAuthority ??= (async () => {
    const authority = await TestAuthority.create("holdfast testkit");
    return { authority, server: await authority.issueServer() };
  })();
  return sharedAuthority;
}

/**
 * A controller of one agent on a real socket: TLS, WebSocket and messages are real, and any answer can
 * be replaced, held or cut.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen } from "@holdfast/api-open";
 * import { refuse, ScriptedController } from "@holdfast/connect-testkit";
 *
 * const controller = await ScriptedController.start();
 * controller.answer("Admin.Login", refuse("not provisioned"));
 * const { tag, password, model: modelTag } = controller.state;
 * const info = { addrs: [controller.address], caCert: controller.caCert, tag, password, modelTag };
 * await assert.rejects(apiOpen(info, {}), { code: "not provisioned" });
 * assert.equal(controller.journal.count("Admin.Login"), 1);
 * await controller.close();
 * ```
 */
export class ScriptedController implements AsyncDisposable {
  readonly state: ControllerState;
  readonly journal: Journal;
  readonly caCert: string;
  readonly #server: https.Server;
  readonly #sockets: WebSocketServer;
  readonly #answers = new Map<string, Answer>();
  readonly #logins = new Map<string, AcceptsLogin>();
  readonly #open = new Map<number, RpcPeer>();
  readonly #unanswered = new Set<string>();
  #refusal: { readonly status: string; readonly body: string } | undefined;
  #opened = 0;

  private constructor(
    server: https.Server,
    caCert: string,
    state: ControllerState,
    journal: Journal,
  ) {
    this.#server = server;
    this.caCert = caCert;
    this.state = state;
    this.journal = journal;
    this.#sockets = new WebSocketServer({ ...peerSocketOptions(), noServer: true });
    server.on("upgrade", (request, socket, head) => {
      if (this.#refusal !== undefined) {
        const { status, body } = this.#refusal;
        socket.end(`HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#accept(webSocket, request.url ?? "/", certifiedName(request.socket));
      });
    });
  }

  /** Starts on a free port of loopback. */
  static async start(
    options: { state?: Partial<ControllerState>; journal?: Journal } = {},
  ): Promise<ScriptedController> {
    const { authority, server: leaf } = await sharedCertificates();
    const server = https.createServer({
      cert: leaf.cert,
      key: leaf.key,
      ca: authority.cert,
      minVersion: "TLSv1.2",
      // A client may show a certificate; whether it counts is decided at its login.
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const state: ControllerState = {
      tag: "machine-0",
      model: "model-5c1d8e4f-2d3b-4a6f-9b1e-0c2f7a9d6e01",
      controller: "controller-0f0e0d0c-0b0a-4908-8706-050403020100",
      knowsAgent: true,
      password: "bootstrap-password",
      nonce: "nonce-0",
      life: "alive",
      ...options.state,
    };
    return new ScriptedController(server, authority.cert, state, options.journal ?? new Journal());
  }

  /** Where it listens. */
  get listening(): { readonly host: string; readonly port: number } {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    const { port } = this.#server.address() as AddressInfo;
    return { host: "127.0.0.1", port };
  }

  /** host:port */
  get address(): string {
    const { host, port } = this.listening;
    return `${host}:${port}`;
  }

  /** How many connections are open, or being closed, now. */
  get connections(): number {
    return this.#open.size;
  }

  /**
   * Lets the agent log in by another method than `Admin.Login`, such as `Admin.LoginWithSessionToken`.
   * It is a login like that one from then on: whether the agent is known and provisioned counts, what
   * replaces the answer to `Admin.Login` replaces this one's, and so the journal counts it.
   *
   * @param accepts - whether what came with it is the agent's
   */
  acceptLogin(method: string, accepts: AcceptsLogin): void {
    this.#logins.set(method, accepts);
  }

  /** Whether the agent may log in by something else than `Admin.Login`. */
  get hasOtherLogins(): boolean {
    return this.#logins.size > 0;
  }

  /** The requests that were not answered yet. */
  get unanswered(): readonly string[] {
    return [...this.#unanswered];
  }

  /**
   * Replaces the answer to `Facade.Method`, until it is replaced again; `*` is every method. `Admin.Login`
   * is whatever the agent logs in by.
   */
  answer(method: string, answer: Answer): void {
    this.#answers.set(method, answer);
  }

  /** Takes back what {@link answer} said. */
  restore(method: string): void {
    this.#answers.delete(method);
  }

  /** Refuses every further WebSocket with an HTTP status (`503 Service Unavailable`). */
  refuseUpgrades(status: string, body = ""): void {
    this.#refusal = { status, body };
  }

  /** Resolves once no connection is left. */
  async idle(): Promise<void> {
    await this.journal.until(() => this.#open.size === 0);
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const webSocket of this.#sockets.clients) webSocket.terminate();
    await Promise.all([...this.#open.values()].map((peer) => peer.close()));
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, "close");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(webSocket: WebSocket, path: string, certified: string | undefined): void {
    const connection = ++this.#opened;
    let admitted = false;
    const peer = new RpcPeer({
      socket: webSocket,
      handler: async (incoming, { signal }) => {
        const said = `${incoming.facade}.${incoming.method}`;
        const accepts = this.#logins.get(said);
        const method = accepts === undefined ? said : "Admin.Login";
        const { params, version } = incoming;
        const judged = accepts === undefined ? undefined : await judge(accepts, params);
        // Only now: whoever waits for the request may change what it is answered.
        this.journal.add({ kind: "request", connection, method, said, version, params });
        const request: ScriptedRequest = {
          ...incoming,
          signal,
          proceed: () => {
            const arrived = { ...incoming, path, admitted, certified, judged };
            const result = defaultAnswer(arrived, this.state, this.journal);
            if (method === "Admin.Login") admitted = true;
            return result;
          },
          cut: () => webSocket.terminate(),
        };
        const own = this.#answers.get(method) ?? ((one: ScriptedRequest) => one.proceed());
        const every = this.#answers.get("*");
        this.#unanswered.add(said);
        try {
          if (every === undefined) return await own(request);
          // An answer is an object, or the promise of one.
          return await every({ ...request, proceed: () => Object(own(request)) });
        } finally {
          this.#unanswered.delete(said);
        }
      },
    });
    this.#open.set(connection, peer);
    this.journal.add({ kind: "opened", connection, certified });
    webSocket.once("close", () => {
      this.#open.delete(connection);
      this.journal.add({ kind: "closed", connection });
    });
  }
}

/** What the credentials of a login are worth; a refusal in words of its own is thrown when it is time. */
async function judge(accepts: AcceptsLogin, params: unknown): Promise<JudgedLogin> {
  try {
    return { right: await accepts(params) };
  } catch (refusal) {
    return { right: false, refusal };
  }
}

/** An answer that refuses, as a controller does it: a message and one of the protocol's codes. */
export function refuse(code: string, message: string = code): Answer {
  return () => {
    throw new ApiError(message, { code });
  };
}
