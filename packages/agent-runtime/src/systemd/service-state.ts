// What systemd is told of the agent: ready once its engine runs, whether or not a controller is there
// (a machine must boot without it), and how the connection is.
import type { ConnectionFacts } from "@holdfast/introspection";
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import type { Engine } from "@holdfast/dependency-engine";

import { connectionLine } from "../connection-line.js";
import type { Notifier } from "./notifier.js";

/** Tells systemd of the process, and of the connections of all its engines. */
export class ServiceState {
  readonly #notifier: Notifier;
  readonly #connections: () => Readonly<Record<string, ConnectionFacts>>;
  #running = false;
  #told = "";

  /** @param connections - of each engine, by its name, as they are now */
  constructor(
    notifier: Notifier,
    connections: () => Readonly<Record<string, ConnectionFacts>> = () => ({}),
  ) {
    this.#notifier = notifier;
    this.#connections = connections;
  }

  /** The engine runs: whoever waits for this service may go on. */
  running(): void {
    this.#running = true;
    this.#told = this.#status();
    void this.#notifier.send("READY=1", `STATUS=${this.#told}`);
  }

  /** Follows one engine's connection, until the returned function is called. */
  follow(engine: Pick<Engine, "subscribe">): () => void {
    return engine.subscribe((event) => {
      if (!("manifold" in event) || event.manifold !== API_CALLER_NAME) return;
      if (event.kind === "started" || event.kind === "ended") this.#tell();
    });
  }

  /** Tells that the configuration is being read again, and when that is done. */
  async reload(work: () => Promise<void>): Promise<void> {
    const microseconds = process.hrtime.bigint() / 1000n;
    await this.#notifier.send("RELOADING=1", `MONOTONIC_USEC=${microseconds}`);
    await work();
    await this.#notifier.send("READY=1");
  }

  stopping(): Promise<void> {
    this.#running = false;
    return this.#notifier.send("STOPPING=1", "STATUS=stopping");
  }

  #tell(): void {
    if (!this.#running) return;
    const status = this.#status();
    if (status === this.#told) return;
    this.#told = status;
    void this.#notifier.send(`STATUS=${status}`);
  }

  #status(): string {
    const all = Object.values(this.#connections());
    const [first] = all;
    if (first === undefined) return "no connection is made yet";
    const down = all.find(({ state }) => state !== "connected");
    const line = connectionLine(down ?? first);
    if (all.length === 1) return line;
    const up = all.filter(({ state }) => state === "connected").length;
    return `${up} of ${all.length} models connected; ${line}`;
  }
}
