// Somebody at 127.0.0.2 who does its worst until disposed of. It shares this thread with the controller
// that it attacks: each loop lets others have a turn.
import type { EventEmitter } from "node:events";
import net from "node:net";
import tls from "node:tls";

import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { WebSocket } from "ws";

import type { Reachable } from "../test-controller.js";

const ADDRESS = "127.0.0.2";

/** Sockets, and what is done over and over with them. */
export class Attacker implements AsyncDisposable {
  readonly #controller: Reachable;
  readonly #open = new Map<EventEmitter, () => void>();
  readonly #loops: Promise<void>[] = [];
  readonly #counted = new Set<() => void>();
  readonly #ended = new AbortController();
  #count = 0;

  constructor(controller: Reachable) {
    this.#controller = controller;
  }

  /** A socket, connected to the controller's port. */
  async tcp(): Promise<net.Socket> {
    const socket = this.#plain();
    await this.#until(socket, "connect");
    return socket;
  }

  /** The same after its handshake. */
  async secure(): Promise<tls.TLSSocket> {
    const socket = this.#tls();
    this.#keep(socket, () => socket.destroy());
    await this.#until(socket, "secureConnect");
    return socket;
  }

  /** A WebSocket to that path. */
  async webSocket(
    route: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<WebSocket> {
    const socket = new WebSocket(`wss://${this.#controller.address}${route}`, {
      ...peerSocketOptions(),
      headers,
      createConnection: () => this.#tls(),
    });
    this.#keep(socket, () => socket.terminate());
    await this.#until(socket, "open");
    return socket;
  }

  async peer(route: string): Promise<RpcPeer> {
    return new RpcPeer({ socket: await this.webSocket(route) });
  }

  /** Does it over and over, so many times side by side, until disposed of. What fails is tried again. */
  keepDoing(aside: number, body: () => Promise<unknown>): void {
    for (let loop = 0; loop < aside; loop += 1) this.#loops.push(this.#loop(body));
  }

  /** Resolves once so many of those have been done, and did not fail. */
  async done(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.#count >= count) resolve();
    };
    this.#counted.add(look);
    look();
    await promise;
    this.#counted.delete(look);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    for (const destroy of this.#open.values()) destroy();
    await Promise.all(this.#loops);
    for (const destroy of this.#open.values()) destroy();
  }

  async #loop(body: () => Promise<unknown>): Promise<void> {
    while (!this.#ended.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- over and over
      await body().then(
        () => this.#oneMore(),
        () => undefined,
      );
      // oxlint-disable-next-line no-await-in-loop -- sockets have their turn
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #oneMore(): void {
    this.#count += 1;
    for (const look of this.#counted) look();
  }

  #plain(): net.Socket {
    const [host = "", port = ""] = this.#controller.address.split(":");
    const socket = net.connect({ host, port: Number(port), localAddress: ADDRESS });
    this.#keep(socket, () => socket.destroy());
    return socket;
  }

  #tls(): tls.TLSSocket {
    const ca = this.#controller.caCert;
    return tls.connect({ socket: this.#plain(), ca, servername: "juju-apiserver" });
  }

  #keep(socket: EventEmitter, destroy: () => void): void {
    this.#open.set(socket, destroy);
    socket.on("error", () => undefined);
    socket.once("close", () => this.#open.delete(socket));
  }

  #until(socket: EventEmitter, event: string): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.once(event, () => resolve());
      socket.once("close", () => reject(new Error("it was cut off")));
    });
  }
}
