// The process with the server, as the bench sees it.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import type { RateLimit } from "@holdfast/controller";

import type { Order, Place, ServerKind } from "./jobs.js";

export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess = fork(path.join(import.meta.dirname, "serve.js"));
  readonly #ended = once(this.#child, "exit");

  start(server: ServerKind, agents: number): Promise<Place> {
    return this.#ask<Place>({ kind: "start", server, agents });
  }

  /** When it was gone. */
  leave(): Promise<number> {
    return this.#ask<number>({ kind: "leave" });
  }

  /** When it was back. */
  return(limit?: RateLimit): Promise<number> {
    return this.#ask<number>({ kind: "return", ...(limit === undefined ? {} : { limit }) });
  }

  async #ask<T>(order: Order): Promise<T> {
    const said = once(this.#child, "message");
    const ended = this.#ended.then(() => {
      throw new Error("the process with the server has ended early");
    });
    this.#child.send(order);
    const [message] = await Promise.race([said, ended]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this bench's
    return message as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect();
    await this.#ended;
  }
}
