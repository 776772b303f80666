// A model that moves between two controllers, and the agent in it: an engine on virtual time whose
// process can be killed at any instant, and started again with what is on its disk.
import { type ApiCaller, ApiError, type Connection, type OpenFunc } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import type { Engine } from "@holdfast/dependency-engine";
import type { MigrationStatus } from "@holdfast/facades";
import type { ControllerTag } from "@holdfast/names";
import { VirtualClock } from "@holdfast/ports/testing";

import {
  agentManifold,
  API_CONFIG_WATCHER_NAME,
  apiConfigWatcherManifold,
  createAgentEngine,
  machinePolicy,
  manifold,
} from "../../src/index.js";
import {
  fortressManifold,
  MIGRATION_FORTRESS_NAME,
  MIGRATION_MINION_NAME,
  migrationMinionManifold,
} from "../../src/building-blocks.js";
import { AGENT, CALLER } from "./agent-at-controller.js";
import { reportOf } from "./engine-on.js";
import { FakeConnection } from "./fake-connection.js";
import { notebook } from "./notebook.js";

type Request = Parameters<ApiCaller["call"]>[0];

const facades = new Map([
  ["Machiner", [5]],
  ["MigrationMinion", [1]],
  ["MigrationStatusWatcher", [1]],
]);

/** What every controller says of a model that never moved. */
const NEVER: MigrationStatus = {
  "migration-id": "",
  attempt: 0,
  phase: "NONE",
  "source-api-addrs": [],
  "source-ca-cert": "",
  "target-api-addrs": [],
  "target-ca-cert": "",
};

export class MovingController {
  admits = true;
  /** The error of a report, while there is one. */
  reportError: Error | undefined;
  readonly reports: string[] = [];
  #status = NEVER;
  #changed = Promise.withResolvers<void>();

  constructor(
    readonly addr: string,
    readonly tag: ControllerTag,
    readonly happened: string[],
  ) {}

  get connection(): Connection {
    let seen: MigrationStatus | undefined;
    const call = async (request: Request): Promise<unknown> => {
      // A new watcher tells at once how things are.
      if (request.method === "Watch") seen = undefined;
      if (request.method !== "Next") return this.#answer(request);
      while (seen === this.#status) await unlessAborted(this.#changed.promise, request.signal);
      seen = this.#status;
      return seen;
    };
    const connection = Object.assign(new FakeConnection(), { call });
    for (const [key, value] of Object.entries({
      facades,
      addr: this.addr,
      controllerTag: this.tag,
    })) {
      Object.defineProperty(connection, key, { value });
    }
    return connection;
  }

  says(phase: string, target: MovingController, id = "one"): void {
    this.#status = {
      ...NEVER,
      "migration-id": id,
      phase,
      "source-api-addrs": [this.addr],
      "target-api-addrs": [target.addr],
    };
    this.#tell();
  }

  saysNothing(): void {
    this.#status = { ...NEVER };
    this.#tell();
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #answer({ method, params }: Request): unknown {
    switch (method) {
      case "Watch":
        return { NotifyWatcherId: "1" };
      case "Life":
        return { results: [{ life: "alive" }] };
      case "Report": {
        if (this.reportError !== undefined) throw this.reportError;
        const { phase, success } = Object(params);
        this.reports.push(`${phase} ${success}`);
        this.happened.push(`reported ${phase} ${success}`);
        return {};
      }
      default:
        return {};
    }
  }
}

export class MovingModel implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly happened: string[] = [];
  readonly log = notebook();
  readonly agent = new MemoryAgent({
    password: "its own",
    apiAddresses: ["10.0.0.1:17070"],
  });
  readonly source = new MovingController(
    "10.0.0.1:17070",
    "controller-deadbeef-0bad-400d-8000-000000000001",
    this.happened,
  );
  readonly target = new MovingController(
    "10.0.0.2:17070",
    "controller-deadbeef-0bad-400d-8000-000000000002",
    this.happened,
  );
  /** Where the agent logged in, one after the other. */
  readonly logins: string[] = [];
  #engine: Engine | undefined;

  constructor() {
    let addresses = this.agent.record.apiAddresses;
    this.agent.subscribe(() => {
      const now = this.agent.record.apiAddresses;
      if (now !== addresses) this.happened.push(`written ${now.join()}`);
      addresses = now;
    });
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error("the agent does not run");
    return this.#engine;
  }

  /** Where agent.conf says that the controller is. */
  get written(): string {
    return this.agent.record.apiAddresses.join();
  }

  /** Whether the agent's workers are let in. */
  get unlocked(): unknown {
    const { report } = reportOf(this.engine, MIGRATION_FORTRESS_NAME);
    return new Map(Object.entries(Object(report))).get("unlocked");
  }

  /** Starts the agent's process, and lets it connect. */
  async start(): Promise<void> {
    const { agent, clock } = this;
    const random = (): number => 0.5;
    const { logger } = this.log;
    const engine = createAgentEngine({ policy: machinePolicy, clock, random, logger });
    this.#engine = engine;
    engine.install(AGENT, agentManifold(agent));
    engine.install(API_CONFIG_WATCHER_NAME, apiConfigWatcherManifold({ agentName: AGENT }));
    engine.install(
      CALLER,
      manifold({
        agentName: AGENT,
        apiConfigWatcherName: API_CONFIG_WATCHER_NAME,
        apiOpen: this.#open,
        newConnection: async (who, open) => {
          const config = who.currentConfig();
          return open({ addrs: config.apiAddresses, tag: config.tag }, {});
        },
      }),
    );
    engine.install(MIGRATION_FORTRESS_NAME, fortressManifold());
    engine.install(
      MIGRATION_MINION_NAME,
      migrationMinionManifold({
        agentName: AGENT,
        apiCallerName: CALLER,
        fortressName: MIGRATION_FORTRESS_NAME,
        apiOpen: this.#open,
        clock,
        random,
        logger,
      }),
    );
    await this.pass(500);
  }

  /** Lets time pass, and what is written to the disk be written. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.advance(20);
    }
  }

  /** Ends the process; what is on its disk stays. */
  async kill(): Promise<void> {
    this.#engine?.kill();
    await this.clock.advance(30_000);
    await this.#engine?.wait().catch(() => undefined);
    this.#engine = undefined;
  }

  readonly #open: OpenFunc = async ({ addrs }) => {
    const controller = [this.source, this.target].find(({ addr }) => addrs.includes(addr));
    if (controller === undefined) throw new Error(`nobody at ${addrs.join()}`);
    if (!controller.admits) {
      throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
    }
    this.logins.push(controller.addr);
    return controller.connection;
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

async function unlessAborted(
  waited: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abandon = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", abandon, { once: true });
  try {
    await Promise.race([waited, promise]);
  } finally {
    signal?.removeEventListener("abort", abandon);
  }
}
