import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Admin, decodeParams, type HostPort, type LoginResult } from "@holdfast/facades";
import { formatHostPort, parseHostPort } from "@holdfast/names";
import {
  ApiError,
  peerSocketOptions,
  type IncomingRequest,
  type RequestContext,
  RpcPeer,
} from "@holdfast/rpc";
import { type WebSocket, WebSocketServer } from "ws";
import type { ApiInfo, DialOptions } from "../../src/index.js";
import { type Ca, createCa, issueLeaf, type Leaf } from "./pki.js";

export const MODEL = "11111111-2222-4333-8444-555555555555";
export const CONTROLLER = "99999999-8888-4777-8666-555555555555";
export const PASSWORD = "a-password-of-twenty-four-or-more";

/** For real sockets in real time, on a machine that may be busy with something else. */
export const PATIENT: DialOptions = { dialTimeout: 25_000 };

/** A real controller announces some 130 facades; these are what agents call. */
const FACADES: readonly (readonly [name: string, ...versions: number[]])[] = [
  ["Agent", 3],
  ["AllModelWatcher", 4],
  ["Controller", 11],
  ["Machiner", 4, 5],
  ["NotifyWatcher", 1],
  ["Pinger", 1],
  ["StringsWatcher", 1],
  ["Uniter", 18, 19],
];

export function loginResult(change: Partial<LoginResult> = {}): LoginResult {
  return {
    servers: [[{ value: "10.0.0.1", type: "ipv4", scope: "local-cloud", port: 17070 }]],
    "controller-tag": `controller-${CONTROLLER}`,
    "model-tag": `model-${MODEL}`,
    "server-version": "3.6.1",
    facades: FACADES.map(([name, ...versions]) => ({ name, versions })),
    ...change,
  };
}

/** One connection, as the controller sees it. */
export interface Served {
  readonly peer: RpcPeer;
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** Undefined where the controller was told to speak in clear. */
  readonly tls: TLSSocket | undefined;
  /** Whether TLS took up an earlier session. */
  readonly resumed: boolean;
}

type Answer = (request: IncomingRequest, context: RequestContext & { served: Served }) => unknown;

export interface TestControllerOptions {
  readonly ca?: Ca;
  readonly leaf?: Leaf;
  readonly host?: string;
  /** Without TLS, for what stands between it and the client to add. */
  readonly inClear?: boolean;
  /** Asks clients for a certificate of this CA. */
  readonly clientCa?: Ca;
  /** Answers `Facade.Method`; by default Login is checked against {@link PASSWORD}. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** Instead of the API, what becomes of an upgrade; true where it was dealt with. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
}

/** A controller small enough to be told to misbehave, on real TLS and real WebSockets. */
export class TestController implements AsyncDisposable {
  readonly ca: Ca;
  readonly address: string;
  readonly port: number;
  readonly served: Served[] = [];
  readonly requests: IncomingRequest[] = [];
  readonly #server: http.Server;
  readonly #sockets = new WebSocketServer({ ...peerSocketOptions(), noServer: true });
  readonly #raw = new Set<Duplex>();
  answers: Readonly<Record<string, Answer>>;

  static async start(options: TestControllerOptions = {}): Promise<TestController> {
    const ca = options.ca ?? (await sharedCa());
    const leaf = options.leaf ?? (await sharedLeaf(ca));
    const { clientCa } = options;
    const server =
      options.inClear === true
        ? http.createServer()
        : https.createServer({
            cert: leaf.cert,
            key: leaf.key,
            ...(clientCa === undefined ? {} : { requestCert: true, ca: clientCa.cert }),
          });
    server.listen(0, options.host ?? "127.0.0.1");
    await once(server, "listening");
    return new TestController(server, ca, options);
  }

  private constructor(server: http.Server, ca: Ca, options: TestControllerOptions) {
    this.#server = server;
    this.ca = ca;
    this.answers = options.answers ?? {};
    this.port = portOf(server);
    this.address = formatHostPort({ host: options.host ?? "127.0.0.1", port: this.port });
    // What a client does to a half-made connection is not this server's concern.
    server.on("tlsClientError", () => undefined);
    server.on("connection", (socket: Duplex) => {
      this.#raw.add(socket);
      socket.on("error", () => undefined).once("close", () => this.#raw.delete(socket));
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on("error", () => undefined);
      if (options.onUpgrade?.(request, socket, head) === true) return;
      this.accept(request, socket, head);
    });
  }

  /** Where it listens, as a controller announces that: not as one's own machine, which no agent asks. */
  get announced(): HostPort {
    const { host } = parseHostPort(this.address);
    const type = host.includes(":") ? "ipv6" : "ipv4";
    return { value: host, type, scope: "local-cloud", port: this.port };
  }

  /** How many connections are open, however far they got. */
  get open(): number {
    return this.#raw.size;
  }

  info(change: Partial<ApiInfo> = {}): ApiInfo {
    return {
      addrs: [this.address],
      caCert: this.ca.cert,
      modelTag: `model-${MODEL}`,
      tag: "machine-0",
      password: PASSWORD,
      nonce: "a-nonce",
      ...change,
    };
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer: RpcPeer = new RpcPeer({
        socket: webSocket,
        handler: (asked, context) => this.#answer(asked, { ...context, served }),
      });
      const tls = socket instanceof TLSSocket ? socket : undefined;
      const resumed = tls?.isSessionReused() ?? false;
      const served = { peer, request, socket: webSocket, tls, resumed };
      this.served.push(served);
    });
  }

  #answer(request: IncomingRequest, context: RequestContext & { served: Served }): unknown {
    this.requests.push(request);
    const answer = this.answers[`${request.facade}.${request.method}`];
    if (answer !== undefined) return answer(request, context);
    if (request.facade === "Pinger") return {};
    if (request.facade === "Admin" && request.version === 3) return login(request, this.announced);
    throw new ApiError(`unknown object type "${request.facade}"`, { code: "not implemented" });
  }

  /** Waits until a connection is over on this side too. */
  async ended(index: number): Promise<void> {
    const closed = this.served[index]?.peer.closed;
    if (closed?.aborted === false) await once(closed, "abort");
  }

  /** Cuts every connection, without a word. */
  cut(): void {
    for (const socket of this.#raw) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function login(request: IncomingRequest, announced: HostPort): LoginResult {
  const { credentials } = decodeParams(Admin, "Login", request.params);
  if (credentials !== PASSWORD) {
    throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
  }
  return loginResult({ servers: [[announced]] });
}

function portOf(server: http.Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

let ca: Promise<Ca> | undefined;
let leaf: Promise<Leaf> | undefined;

/** One for a whole file of tests: making keys takes longer than most tests. */
export function sharedCa(): Promise<Ca> {
  ca ??= createCa("test CA");
  return ca;
}

export async function sharedLeaf(issuer: Ca): Promise<Leaf> {
  if (issuer !== (await sharedCa())) return issueLeaf(issuer, { ip: ["127.0.0.1"] });
  leaf ??= issueLeaf(issuer, { ip: ["127.0.0.1", "::1"] });
  return leaf;
}
