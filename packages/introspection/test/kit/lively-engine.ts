import {
  Engine,
  type Manifold,
  type ResourceName,
  resourceName,
  runWorker,
} from "@holdfast/dependency-engine";
import { seededRandom } from "@holdfast/ports";

/** A manifold of a drawn engine, and what it needs. */
export type Wiring = Readonly<Record<string, readonly string[]>>;

/** The manifolds of a machine's agent, by their names. */
export const agentWiring: Wiring = {
  agent: [],
  clock: [],
  "api-config-watcher": ["agent"],
  "api-caller": ["agent", "api-config-watcher"],
  "upgrade-check-gate": [],
  "upgrade-check-flag": ["upgrade-check-gate"],
  upgrader: ["agent", "api-caller", "upgrade-check-gate"],
  "not-dead-flag": ["agent", "api-caller"],
  "migration-fortress": ["upgrade-check-flag"],
  "migration-minion": ["agent", "api-caller", "migration-fortress"],
  "api-address-updater": ["agent", "api-caller", "migration-fortress"],
  machiner: ["agent", "api-caller", "not-dead-flag"],
  "log-sender": ["agent", "api-caller"],
  "disk-manager": ["agent", "api-caller", "migration-fortress", "not-dead-flag"],
};

/** A wiring of so many manifolds in ten layers, the same for the same seed. */
export function layeredWiring(count: number, seed = 7): Wiring {
  const random = seededRandom(seed);
  const perLayer = Math.ceil(count / 10);
  const names = Array.from(
    { length: count },
    (_, index) => `${["unit", "relation", "storage", "charm"][index % 4]}-worker-${index}`,
  );
  return Object.fromEntries(
    names.map((name, index) => {
      const layer = Math.floor(index / perLayer);
      const below = (layer - 1) * perLayer;
      const inputs = Array.from({ length: 1 + Math.floor(random() * 2) }, () => {
        const near = (index % perLayer) + Math.floor((random() - 0.5) * 9);
        return names[below + Math.min(perLayer - 1, Math.max(0, near))] ?? "";
      });
      return [name, layer === 0 ? [] : [...new Set(inputs)]];
    }),
  );
}

/** An engine whose workers can be made to fail, and to fail again and again. */
export class LivelyEngine implements AsyncDisposable {
  readonly engine: Engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 3000,
    bounceDelay: 10,
    backoffFactor: 1.2,
    maxDelay: 60_000,
  });
  readonly #breakers = new Map<string, (error: Error) => void>();
  readonly #refusals = new Map<string, Error>();
  readonly #slowness: number;

  /** @param slowness - how long a start takes at most, in ms */
  constructor(slowness = 0) {
    this.#slowness = slowness;
  }

  install(wiring: Wiring): void {
    for (const [name, inputs] of Object.entries(wiring)) {
      this.engine.install(resourceName<string>(name), this.#manifold(name, inputs));
    }
  }

  /** Ends a worker with an error. */
  fail(name: string, error: Error): void {
    this.#breakers.get(name)?.(error);
  }

  /** Makes every further start of a worker fail, until it is let. */
  refuse(name: string, error: Error): void {
    this.#refusals.set(name, error);
    this.fail(name, error);
  }

  /** Lets it start again, at once. */
  let(name: string): void {
    this.#refusals.delete(name);
    this.engine.bounce(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
  }

  #manifold(name: string, inputs: readonly string[]): Manifold<string> {
    const names: ResourceName<string>[] = inputs.map((input) => resourceName<string>(input));
    return {
      inputs: names,
      start: async (context) => {
        for (const input of names) context.get(input);
        const refusal = this.#refusals.get(name);
        if (this.#slowness > 0) {
          await new Promise((resolve) => setTimeout(resolve, this.#slowness));
        }
        if (refusal !== undefined) throw refusal;
        return runWorker(async (signal) => {
          const { promise, resolve, reject } = Promise.withResolvers<void>();
          this.#breakers.set(name, reject);
          signal.addEventListener("abort", () => resolve(), { once: true });
          await promise;
        });
      },
      output: () => name,
    };
  }
}
