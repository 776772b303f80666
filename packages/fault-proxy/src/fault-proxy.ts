import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { abortable, type Clock, type Random, seededRandom, systemClock } from "@holdfast/ports";
import { FaultProxyError } from "./errors.js";
import type { ConnectionPlan, Fault, Script } from "./plan.js";
import { ProxiedConnection } from "./proxied-connection.js";

export interface FaultProxyOptions {
  /** Where connections go on to. */
  readonly target: { readonly host: string; readonly port: number };
  /** How connections are treated; by default everything is relayed without faults. */
  readonly script?: Script | undefined;
  /** The address listened on: 127.0.0.1. */
  readonly host?: string | undefined;
  /** The port listened on; any free one where it is 0 or left out. */
  readonly port?: number | undefined;
  readonly clock?: Clock | undefined;
  /** For jitter and corruption: `seededRandom(1)`. */
  readonly random?: Random | undefined;
}

interface Waiter {
  readonly resolve: (connection: ProxiedConnection) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A TCP proxy that injects faults at exact bytes. It does not parse what it relays: with TLS, the bytes
 * counted are those of the TLS records.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import net from "node:net";
 * import { FaultProxy } from "@holdfast/fault-proxy";
 *
 * const server = net.createServer((socket) => socket.end("0123456789")).listen(0, "127.0.0.1");
 * await once(server, "listening");
 * const { port } = server.address() as net.AddressInfo;
 *
 * const proxy = await FaultProxy.listen({
 *   target: { host: "127.0.0.1", port },
 *   script: { kind: "relay", toClient: { fault: { kind: "cut", at: 4 } } },
 * });
 * const client = net.connect(proxy.port, "127.0.0.1").setEncoding("utf8");
 * let heard = "";
 * client.on("data", (text) => (heard += text));
 * await once(client, "end");
 * assert.equal(heard, "0123"); // to the byte
 * client.destroy();
 * server.close();
 * await proxy.close();
 * ```
 */
export class FaultProxy implements AsyncDisposable {
  readonly #options: FaultProxyOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #connections: ProxiedConnection[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #host: string;
  #port: number;
  #script: Script;
  #server: Server | undefined;
  #closed = false;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? seededRandom(1);
    this.#script = options.script ?? { kind: "relay" };
    this.#host = options.host ?? "127.0.0.1";
    this.#port = options.port ?? 0;
  }

  /** Resolves once it accepts connections; rejects with the system's error where it cannot. */
  static async listen(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.accept();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** `host:port`, with an IPv6 address in brackets: what a client is told to dial. */
  get address(): string {
    return this.#host.includes(":")
      ? `[${this.#host}]:${this.#port}`
      : `${this.#host}:${this.#port}`;
  }

  /** All connections so far, in the order of arrival. */
  get connections(): readonly ProxiedConnection[] {
    return this.#connections;
  }

  /** Sets how later connections are treated. */
  use(script: Script): void {
    this.#script = script;
  }

  /** Injects a fault into every existing connection. */
  inject(fault: Fault): void {
    for (const connection of this.#connections) connection.inject(fault);
  }

  /** Stops listening, so that new connections are refused. Existing ones go on. */
  async refuse(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    // Its 'close' would wait for the connections, too; the port is free at once.
    server.close();
    await new Promise(setImmediate);
  }

  /** Listens again, on the same port. */
  async accept(): Promise<void> {
    if (this.#closed) throw new FaultProxyError("ERR_PROXY_CLOSED", "the fault proxy is closed");
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#connect(socket),
    );
    server.listen(this.#port, this.#host);
    await once(server, "listening");
    this.#server = server;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Resolves to the next connection that comes; rejects with the signal's reason. */
  nextConnection(signal?: AbortSignal): Promise<ProxiedConnection> {
    return abortable(signal, (resolve, reject) => {
      const waiter: Waiter = { resolve, reject };
      if (this.#closed) reject(closedError());
      else this.#waiters.add(waiter);
      return () => void this.#waiters.delete(waiter);
    });
  }

  /** Refuses and destroys everything; resolves once no socket and no timer is left. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.refuse();
    for (const waiter of this.#waiters) waiter.reject(closedError());
    this.#waiters.clear();
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(this.#connections.map((connection) => connection.ended));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #connect(client: Socket): void {
    const index = this.#connections.length;
    const plan: ConnectionPlan =
      typeof this.#script === "function" ? this.#script(index) : this.#script;
    const connection = new ProxiedConnection({
      index,
      client,
      target: this.#options.target,
      plan,
      clock: this.#clock,
      random: this.#random,
    });
    this.#connections.push(connection);
    for (const waiter of this.#waiters) waiter.resolve(connection);
    this.#waiters.clear();
  }
}

function closedError(): FaultProxyError {
  return new FaultProxyError("ERR_PROXY_CLOSED", "the fault proxy is closed");
}
