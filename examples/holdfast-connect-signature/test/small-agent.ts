import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { lengthAndBytes, readString } from "../src/ssh-wire.ts";

const SIGN_REQUEST = 13;

/** As much of an SSH agent as signing takes, with a key of its own, which can be told to stall. */
export class SmallAgent {
  readonly socketPath: string;
  readonly publicKey: string;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #folder: string;
  #asked = Promise.withResolvers<void>();
  #stalled: Promise<void> | undefined;

  private constructor(folder: string, publicKey: KeyObject, privateKey: KeyObject) {
    this.#folder = folder;
    this.socketPath = path.join(folder, "agent");
    const raw = Buffer.from(String(publicKey.export({ format: "jwk" })["x"]), "base64url");
    const blob = Buffer.concat([lengthAndBytes(Buffer.from("ssh-ed25519")), lengthAndBytes(raw)]);
    this.publicKey = `ssh-ed25519 ${blob.toString("base64")}`;
    this.#server = net.createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => this.#sockets.delete(socket));
      socket.on("data", (request: Buffer) => void this.#answer(socket, request, blob, privateKey));
    });
  }

  static async start(): Promise<SmallAgent> {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-ssh-"));
    const agent = new SmallAgent(folder, publicKey, privateKey);
    agent.#server.listen(agent.socketPath);
    await once(agent.#server, "listening");
    return agent;
  }

  /** Answers nobody, until it is disposed of. */
  stall(): AsyncDisposable & { readonly asked: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stalled = promise;
    this.#asked = Promise.withResolvers<void>();
    return {
      asked: this.#asked.promise,
      [Symbol.asyncDispose]: async () => {
        this.#stalled = undefined;
        resolve();
      },
    };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
    await rm(this.#folder, { recursive: true });
  }

  async #answer(socket: net.Socket, request: Buffer, blob: Buffer, key: KeyObject): Promise<void> {
    this.#asked.resolve();
    await this.#stalled;
    const [wanted, next] = readString(request, 5);
    if (request[4] !== SIGN_REQUEST || !wanted.equals(blob)) {
      socket.write(lengthAndBytes(Buffer.from([5])));
      return;
    }
    const [data] = readString(request, next);
    const algorithm = lengthAndBytes(Buffer.from("ssh-ed25519"));
    const signature = Buffer.concat([algorithm, lengthAndBytes(sign(null, data, key))]);
    socket.write(lengthAndBytes(Buffer.concat([Buffer.from([14]), lengthAndBytes(signature)])));
  }
}
