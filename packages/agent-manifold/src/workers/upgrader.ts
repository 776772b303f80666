// Which version the agent is, as far as its controller is concerned. A controller refuses to upgrade or
// migrate a model while one of its agents has not said that it is of the model's version, so that is what
// is said. Nothing is replaced here: an upgrade is told to the operator, and done by a command of his.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Agent } from "@holdfast/agent-config";
import { type ApiCaller, facadeClient, onlyResult, watchNotify } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { type FacadeClient, Upgrader } from "@holdfast/facades";
import type { Tag } from "@holdfast/names";
import { type Logger, silentLogger } from "@holdfast/ports";

import { reportingWorker } from "../reporting-worker.js";
import { binaryVersion } from "./binary-version.js";

/** Does what an upgrade asks for, from one version number to another; rejects where it could not. */
export type UpgradeCommand = (from: string, to: string, signal: AbortSignal) => Promise<void>;

/** What {@link upgraderManifold} is made from. */
export interface UpgraderConfig {
  readonly agentName: ResourceName<Agent>;
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** Run before the new version is reported; without one it is reported at once. */
  readonly command?: UpgradeCommand | undefined;
  readonly logger?: Logger;
}

/** Where agent.conf keeps the version that was reported last, among its free values. */
const VERSION_KEY = "agent-version";
/** ms. */
const COMMAND_TIMEOUT = 600_000;

/** A program of the operator's, called with the two version numbers. */
export function upgradeCommand(file: string): UpgradeCommand {
  return async (from, to, signal) => {
    await promisify(execFile)(file, [from, to], { signal, timeout: COMMAND_TIMEOUT });
  };
}

/**
 * The manifold whose worker reports the agent's version as the one that the controller wants, and tells
 * the operator when that is another. Where a command is configured the new one is reported once that
 * has succeeded, and not before.
 */
export function upgraderManifold(config: UpgraderConfig): Manifold {
  // Of the agent, not of one connection.
  const last: LastVersion = { number: undefined };
  return {
    inputs: [config.agentName, config.apiCallerName],
    start: (context) => {
      const caller = context.get(config.apiCallerName);
      const version = new AgentVersion(context.get(config.agentName), caller, config, last);
      return reportingWorker(
        runWorker((signal) => version.follow(signal)),
        () => version.report(),
      );
    },
  };
}

/** The number that was reported last. */
interface LastVersion {
  number: string | undefined;
}

class AgentVersion {
  readonly #agent: Agent;
  readonly #tag: Tag;
  readonly #caller: ApiCaller;
  readonly #upgrader: FacadeClient<typeof Upgrader>;
  readonly #command: UpgradeCommand | undefined;
  readonly #logger: Logger;
  readonly #last: LastVersion;
  #reported: string | undefined;
  #wanted: string | undefined;

  constructor(agent: Agent, caller: ApiCaller, config: UpgraderConfig, last: LastVersion) {
    this.#last = last;
    this.#agent = agent;
    this.#tag = agent.currentConfig().tag;
    this.#caller = caller;
    this.#upgrader = facadeClient(caller, Upgrader);
    this.#command = config.command;
    this.#logger = config.logger ?? silentLogger;
  }

  report(): Record<string, unknown> {
    return { reported: this.#reported, wanted: this.#wanted };
  }

  async follow(signal: AbortSignal): Promise<void> {
    const entities = [{ tag: this.#tag }];
    const { results } = await this.#upgrader.WatchAPIVersion({ entities }, { signal });
    for await (const _ of watchNotify(this.#caller, onlyResult(results), { signal })) {
      const desired = await this.#upgrader.DesiredVersion({ entities }, { signal });
      this.#wanted = onlyResult(desired.results).version ?? "";
      if (this.#wanted !== "" && this.#wanted !== this.#reported) {
        await this.#become(this.#wanted, signal);
      }
    }
  }

  async #become(wanted: string, signal: AbortSignal): Promise<void> {
    const before = this.#last.number ?? this.#agent.currentConfig().value(VERSION_KEY);
    if (
      before !== undefined &&
      before !== wanted &&
      !(await this.#upgrade(before, wanted, signal))
    ) {
      // What the controller believes stays what it was, which holds its upgrade up: as it should.
      await this.#tell(before, signal);
      return;
    }
    await this.#tell(wanted, signal);
    this.#last.number = wanted;
    // For the next process, which must not run the command again.
    if (this.#command !== undefined && before !== wanted) await this.#remember(wanted);
  }

  /** Whether the agent may call itself of the new version. */
  async #upgrade(from: string, to: string, signal: AbortSignal): Promise<boolean> {
    if (this.#command === undefined) {
      this.#logger.warn(
        "the controller's agents are to be of another version; nothing is replaced",
        {
          from,
          to,
          "what to do":
            "nothing, unless what you run beside the agent depends on the controller's release",
        },
      );
      return true;
    }
    this.#logger.info("the controller's agents are to be of another version; running the command", {
      from,
      to,
    });
    try {
      await this.#command(from, to, signal);
      return true;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#logger.error("the upgrade command failed; the old version stays reported", { error });
      return false;
    }
  }

  async #tell(version: string, signal: AbortSignal): Promise<void> {
    const tools = { version: binaryVersion(version) };
    const told = { "agent-tools": [{ tag: this.#tag, tools }] };
    onlyResult((await this.#upgrader.SetTools(told, { signal })).results);
    this.#reported = version;
  }

  async #remember(version: string): Promise<void> {
    try {
      await this.#agent.changeConfig((setter) => setter.setValue(VERSION_KEY, version));
    } catch (error) {
      // It would only be known that an upgrade is one: no reason to fail for.
      this.#logger.warn("the reported version could not be written to agent.conf", { error });
    }
  }
}
