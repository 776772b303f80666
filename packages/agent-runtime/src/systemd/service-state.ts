// What systemd is told of the agent: ready with its first connection, then how the connection is.
import type { Engine } from "@holdfast/dependency-engine";

import type { Notifier } from "./notifier.js";

/** Follows the connections of all engines of the process, and tells systemd. */
export class ServiceState {
  readonly #notifier: Notifier;
  readonly #connected = new Set<string>();
  #ready = false;
  #told = "";

  constructor(notifier: Notifier) {
    this.#notifier = notifier;
  }

  /** Follows one engine's connection, until the returned function is called. */
  follow(name: string, engine: Pick<Engine, "subscribe">): () => void {
    const unsubscribe = engine.subscribe((event) => {
      if (!("manifold" in event) || event.manifold !== "api-caller") return;
      if (event.kind === "started") this.#connected.add(name);
      else if (event.kind === "ended") this.#connected.delete(name);
      else return;
      this.#tell();
    });
    return () => {
      unsubscribe();
      this.#connected.delete(name);
    };
  }

  /** Tells that the configuration is being read again, and when that is done. */
  async reload(work: () => Promise<void>): Promise<void> {
    const microseconds = process.hrtime.bigint() / 1000n;
    await this.#notifier.send("RELOADING=1", `MONOTONIC_USEC=${microseconds}`);
    await work();
    await this.#notifier.send("READY=1");
  }

  stopping(): Promise<void> {
    return this.#notifier.send("STOPPING=1", "STATUS=stopping");
  }

  #tell(): void {
    const count = this.#connected.size;
    const words = count === 0 ? "not connected" : `connected (${count})`;
    if (words === this.#told) return;
    this.#told = words;
    const first = !this.#ready && count > 0;
    this.#ready ||= first;
    void this.#notifier.send(...(first ? ["READY=1"] : []), `STATUS=${words}`);
  }
}
