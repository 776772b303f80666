// What systemd is told of the agent: ready once its engine runs, whether or not a controller is there
// (a machine must boot without it), and how the connection is.
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import type { SystemdService } from "@holdfast/command-line";
import type { Engine } from "@holdfast/dependency-engine";
import type { ConnectionFacts } from "@holdfast/introspection";

import { connectionLine } from "./connection-line.js";

/** Tells systemd of the connections of all engines of a process. */
export class ConnectionTold {
  readonly #service: SystemdService;
  readonly #connections: () => Readonly<Record<string, ConnectionFacts>>;

  /** @param connections - of each engine, by its name, as they are now */
  constructor(
    service: SystemdService,
    connections: () => Readonly<Record<string, ConnectionFacts>>,
  ) {
    this.#service = service;
    this.#connections = connections;
  }

  /** The engine runs: whoever waits for this service may go on. */
  running(): void {
    this.#service.ready(this.#line());
  }

  /** Follows one engine's connection, until the returned function is called. */
  follow(engine: Pick<Engine, "subscribe">): () => void {
    return engine.subscribe((event) => {
      if (!("manifold" in event) || event.manifold !== API_CALLER_NAME) return;
      if (event.kind === "started" || event.kind === "ended") this.#service.status(this.#line());
    });
  }

  #line(): string {
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
