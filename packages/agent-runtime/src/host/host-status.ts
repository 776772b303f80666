// How many of a host's agents are connected, for systemd and for `/readyz`: counted as it changes, since to
// ask a thousand engines at each event would be a million questions after an outage.
import { API_CALLER_NAME } from "@holdfast/agent-manifold";
import type { SystemdService } from "@holdfast/command-line";
import type { Engine } from "@holdfast/dependency-engine";
import type { HealthStatus } from "@holdfast/introspection";

/** Counts the connections of all engines that have one. */
export class HostStatus {
  readonly #service: SystemdService;
  readonly #known = new Map<Engine, "up" | "down">();
  #up = 0;

  constructor(service: SystemdService) {
    this.#service = service;
  }

  /** Follows one engine's connection, until the returned function is called. */
  follow(engine: Engine): () => void {
    const unsubscribe = engine.subscribe((event) => {
      if (!("manifold" in event) || event.manifold !== API_CALLER_NAME) return;
      if (event.kind === "started") this.#note(engine, "up");
      else if (event.kind === "ended") this.#note(engine, "down");
    });
    return () => {
      unsubscribe();
      this.#note(engine, "down");
      this.#known.delete(engine);
    };
  }

  /** In one line. */
  get line(): string {
    return `${this.#up} of ${this.#known.size} connections are up`;
  }

  /** Whether all are connected. */
  ready(): HealthStatus {
    if (this.#known.size > 0 && this.#up === this.#known.size) return { ok: true };
    return { ok: false, why: this.line };
  }

  #note(engine: Engine, state: "up" | "down"): void {
    if (this.#known.get(engine) === state) return;
    if (state === "up") this.#up++;
    else if (this.#known.get(engine) === "up") this.#up--;
    this.#known.set(engine, state);
    this.#service.status(this.line);
  }
}
