import type { Tag } from "@holdfast/names";
import { type Clock, type Logger, silentLogger, systemClock, wallNow } from "@holdfast/ports";

import type { Agent, AgentConfigSetter } from "./agent.js";
import { agentPaths } from "./agent-paths.js";
import { ConfStore } from "./conf-store.js";
import {
  change,
  type ConfPlace,
  inspectDisk,
  repairAndSync,
  type StoredConf,
} from "./conf-transaction.js";
import { ConfigSnapshot } from "./config-snapshot.js";
import { underLock } from "./disk/change-lock.js";
import type { FilePort } from "./disk/file-port.js";
import { FileWatch } from "./disk/file-watch.js";
import { nodeFiles } from "./disk/node/node-files.js";
import { AgentConfigError, FileError } from "./errors.js";
import { type Durability, durabilityOf, type Recovery } from "./health.js";
import type { RememberingConfig } from "./known-passwords.js";
import type { Reconciled } from "./reconcile.js";
import { Serial } from "./serial.js";

/** An agent whose configuration can be watched. */
export interface ObservableAgent extends Agent {
  /** Calls back after each change of the configuration; what it returns ends that. */
  subscribe(listener: () => void): () => void;
}

/** An agent whose configuration is an `agent.conf`. Whoever opened it disposes of it. */
export interface FileAgent extends ObservableAgent, AsyncDisposable {
  currentConfig(): RememberingConfig;
  /** Reads the file again, now: what else notices is a watch on its folder and a regular re-check. */
  reload(): Promise<void>;
  readonly durability: Durability;
  /** The times the file was restored from its last good copy since it was opened, oldest first. */
  readonly recoveries: readonly Recovery[];
  /** What is wrong in the file and is passed over, by its line; no value is quoted. */
  readonly warnings: readonly string[];
}

export interface OpenAgentOptions {
  readonly dataDir: string;
  /** Whose configuration it must be. */
  readonly tag: Tag;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** The disk; the machine's where none is named. */
  readonly files?: FilePort;
  /** How often the file is looked at beside the watch, in ms; 5,000. Infinity watches nothing. */
  readonly recheckInterval?: number;
  /** How long a change waits for another process that is changing the same file, in ms; 10,000. */
  readonly lockTimeout?: number;
}

/**
 * Opens an agent: reads its `agent.conf`, restores it where it was lost, and follows it from now on,
 * also where other processes change it.
 *
 * @throws AgentConfigError `ERR_AGENT_CONF_MISSING`, `ERR_AGENT_CONF_FORMAT` (naming key and line),
 *   `ERR_AGENT_CONF_TAG`, `ERR_FILE_…`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { initAgent, openAgent } from "@holdfast/agent-config";
 *
 * const place = { dataDir: "./data", tag: "machine-0" } as const;
 * await initAgent({
 *   ...place,
 *   password: "the bootstrap password of machine 0",
 *   model: "model-5c439344-289b-48e8-bf0d-23612b7f5b93",
 *   caCert: "-----BEGIN CERTIFICATE-----\n",
 *   apiAddresses: ["10.0.0.1:17070"],
 * });
 *
 * const agent = await openAgent(place);
 * await agent.changeConfig((change) => change.setApiAddresses(["10.0.0.2:17070"]));
 * assert.deepEqual(agent.currentConfig().apiAddresses, ["10.0.0.2:17070"]); // durable by now
 * await agent[Symbol.asyncDispose]();
 * ```
 */
export async function openAgent(options: OpenAgentOptions): Promise<FileAgent> {
  const agent = new OpenedAgent(options);
  try {
    await agent.open();
  } catch (error) {
    await agent[Symbol.asyncDispose]();
    throw error;
  }
  return agent;
}

class OpenedAgent implements FileAgent {
  readonly #dataDir: string;
  readonly #files: FilePort;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #place: ConfPlace;
  readonly #lockTimeout: number;
  readonly #recheckInterval: number;
  readonly #serial = new Serial();
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #recoveries: Recovery[] = [];
  #state: Reconciled | undefined;
  #config: ConfigSnapshot | undefined;
  #durability: Durability = { state: "full" };
  #watch: FileWatch | undefined;

  constructor(options: OpenAgentOptions) {
    const { dataDir, tag, files = nodeFiles, clock = systemClock, logger = silentLogger } = options;
    const paths = agentPaths(dataDir, tag);
    const store = new ConfStore(files, paths);
    this.#dataDir = dataDir;
    this.#files = files;
    this.#clock = clock;
    this.#logger = logger;
    this.#place = { store, paths, tag };
    this.#lockTimeout = options.lockTimeout ?? 10_000;
    this.#recheckInterval = options.recheckInterval ?? 5_000;
  }

  async open(): Promise<void> {
    const { store, paths } = this.#place;
    // What cannot be read at all is refused before anything is locked or written.
    await inspectDisk(this.#place);
    await this.#refresh(() => store.removeStale());
    if (this.#recheckInterval === Infinity) return;
    this.#watch = new FileWatch(this.#files, paths.folder, paths.conf, {
      clock: this.#clock,
      interval: this.#recheckInterval,
      logger: this.#logger,
      changed: () => this.reload(),
    });
  }

  get durability(): Durability {
    return this.#durability;
  }

  get recoveries(): readonly Recovery[] {
    return this.#recoveries;
  }

  get warnings(): readonly string[] {
    return this.#state?.fields.warnings ?? [];
  }

  currentConfig(): RememberingConfig {
    if (this.#config === undefined) throw closed(this.#place.paths.conf);
    return this.#config;
  }

  async changeConfig(mutate: (config: AgentConfigSetter) => void): Promise<void> {
    await this.#locked(async () => {
      const from = await repairAndSync(this.#place);
      this.#publishStored(from);
      const changed = await change(this.#place, from.state, mutate);
      if (changed !== undefined) this.#publishStored(changed);
    });
  }

  async reload(): Promise<void> {
    await this.#refresh(() => Promise.resolve());
  }

  subscribe(listener: () => void): () => void {
    // Wrapped, so that one listener may subscribe twice.
    const call = (): void => listener();
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(closed(this.#place.paths.conf));
    this.#listeners.clear();
    await this.#watch?.[Symbol.asyncDispose]();
    await this.#serial.idle();
  }

  /** A disk that refuses to be written is still read: the agent goes on, and says what it lacks. */
  async #refresh(tidy: () => Promise<unknown>): Promise<void> {
    try {
      await this.#locked(async () => {
        await tidy();
        this.#publishStored(await repairAndSync(this.#place));
        await this.#closeToOthers();
      });
    } catch (error) {
      if (!(error instanceof AgentConfigError) || !isRefusal(error)) throw error;
      const { state } = await inspectDisk(this.#place);
      this.#publish(state, { state: "degraded", reasons: [error.message] });
    }
  }

  /** The password in the file is the agent's alone. */
  async #closeToOthers(): Promise<void> {
    const { conf } = this.#place.paths;
    let had: number | undefined;
    try {
      had = await this.#files.makePrivate(conf);
    } catch {
      return; // a read-only disk, or no file: what reads it says so
    }
    if (had === undefined) return;
    this.#logger.warn("others could read the agent's password: the file is its owner's alone now", {
      path: conf,
      mode: had.toString(8).padStart(4, "0"),
    });
  }

  #locked(task: () => Promise<void>): Promise<void> {
    const lock = this.#place.paths.changeLock;
    const options = {
      clock: this.#clock,
      timeout: this.#lockTimeout,
      signal: this.#closing.signal,
    };
    return this.#serial.run(() => underLock(this.#files, lock, options, task));
  }

  #publishStored({ state, sync }: StoredConf): void {
    this.#publish(state, durabilityOf(sync));
  }

  #publish(state: Reconciled, durability: Durability): void {
    this.#noteDurability(durability);
    if (state.recovered !== undefined) this.#noteRecovery(state.recovered);
    const before = this.#state;
    this.#state = state;
    if (before?.text === state.text && isSame(before.kept, state.kept)) return;
    this.#noteWarnings(before?.fields.warnings ?? []);
    this.#config = new ConfigSnapshot(this.#dataDir, state.fields, state.kept);
    if (before === undefined) return;
    for (const listener of Array.from(this.#listeners)) this.#call(listener);
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#logger.error("a listener of an agent's configuration failed", { error });
    }
  }

  #noteDurability(durability: Durability): void {
    const before = JSON.stringify(this.#durability);
    this.#durability = durability;
    if (durability.state === "full" || JSON.stringify(durability) === before) return;
    this.#logger.warn("what this agent writes may not survive a power cut", {
      path: this.#place.paths.conf,
      reasons: durability.reasons,
    });
  }

  #noteWarnings(before: readonly string[]): void {
    const { warnings } = this;
    if (warnings.length === 0 || isSame(before, warnings)) return;
    const { conf } = this.#place.paths;
    this.#logger.warn("passed over what is wrong in agent.conf", { path: conf, wrong: warnings });
  }

  #noteRecovery(reason: Recovery["reason"]): void {
    const { conf, lastGood, damaged } = this.#place.paths;
    this.#recoveries.push({ reason, at: wallNow(this.#clock) });
    this.#logger.error(`agent configuration was ${reason}: restored from its last good copy`, {
      path: conf,
      from: lastGood,
      damaged,
    });
  }
}

function isRefusal(error: AgentConfigError): boolean {
  return error instanceof FileError || error.code === "ERR_AGENT_BUSY";
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index]);
}

function closed(path: string): AgentConfigError {
  return new AgentConfigError(`the agent of ${path} was closed: open it again`, {
    code: "ERR_AGENT_CLOSED",
  });
}
