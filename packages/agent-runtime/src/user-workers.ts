// The operator's own workers: modules named on the command line, or in agent.conf.
import fs from "node:fs";
import { fileURLToPath } from "node:url";

import { type AgentConfig, agentPaths } from "@holdfast/agent-config";
import { type NamedManifold } from "@holdfast/agent-manifold";
import { type Housing, house } from "@holdfast/agent-manifold/building-blocks";
import { fromFolder, modulePlaces, type ModulePlaces, resolveFrom } from "@holdfast/connect/agent";
import { CycleError, AlreadyInstalledError } from "@holdfast/dependency-engine";
import { requireTrustedFile } from "@holdfast/file-lock";
import { errorText, labelledLogger } from "@holdfast/ports";
import {
  type AgentContext,
  bindOptions,
  checkWorkersModule,
  parseWorkersOptions,
  WorkersError,
  type WorkersModule,
  workersOf,
} from "@holdfast/workers";

/**
 * The modules to load: those of the command line, then `values: {workers: "./one.js,@acme/two"}` of
 * agent.conf, whose paths are taken from the agent's folder; each once.
 */
export function workersChoice(
  config: AgentConfig,
  named: readonly string[] = [],
): readonly string[] {
  const stored = (config.value("workers") ?? "").split(",").map((one) => one.trim());
  const { folder } = agentPaths(config.dataDir, config.tag);
  const found = stored.filter((one) => one !== "").map((one) => fromFolder(one, folder));
  return [...new Set([...named, ...found])];
}

/**
 * Loads modules of workers, by a package's name or a file's path, which others must not be able to write.
 *
 * @param own - the agent's own module, and the folders that its operator names (see `modulePlaces`)
 * @param config - whose `values: {workers-options: '{"NAME": {…}}'}` are the modules' options
 * @throws {WorkersError}
 * @throws UntrustedFileError `ERR_FILE_UNTRUSTED`
 */
export async function loadWorkers(
  specifiers: readonly string[],
  own: Parameters<typeof modulePlaces>[1],
  config: Pick<AgentConfig, "value">,
): Promise<readonly WorkersModule[]> {
  const options = parseWorkersOptions(config.value("workers-options"));
  const load = (specifier: string): Promise<WorkersModule> =>
    loadModule(specifier, modulePlaces(specifier, own));
  const modules = await Promise.all(specifiers.map(load));
  const stray = [...options.keys()].find((name) => !modules.some((each) => each.name === name));
  if (stray !== undefined) {
    throw new WorkersError(
      "ERR_WORKERS_OPTIONS",
      `values.workers-options in agent.conf has options of ${JSON.stringify(stray)}, and no module of ` +
        `workers of that name is loaded: there is ${modules.map(({ name }) => name).join(", ") || "none"}`,
    );
  }
  return Promise.all(modules.map((each) => bindOptions(each, options.get(each.name))));
}

/**
 * What is loaded runs as the agent: nobody but the agent's user and root may have written it.
 *
 * @throws UntrustedFileError
 */
function requireOwnModule(url: string): void {
  if (!url.startsWith("file:")) return;
  // Packages are links into a store; what is run is what they lead to.
  requireTrustedFile(fs.realpathSync(fileURLToPath(url)));
}

async function loadModule(specifier: string, places: ModulePlaces): Promise<WorkersModule> {
  const url = resolveFrom(specifier, places);
  if (url === undefined) {
    throw new WorkersError(
      "ERR_WORKERS_NOT_FOUND",
      `no module of workers ${JSON.stringify(specifier)}: give the path of its file, or install its ` +
        `package beside the agent or in a folder that --plugins names`,
    );
  }
  requireOwnModule(url);
  let module: object;
  try {
    module = await import(url);
  } catch (cause) {
    throw new WorkersError(
      "ERR_WORKERS_FAILED",
      `loading ${specifier} failed: ${errorText(cause)}`,
      {
        cause,
      },
    );
  }
  return checkWorkersModule("default" in module ? module.default : undefined, specifier);
}

/**
 * The workers of all modules for one engine, each in the house of the agent's own workers.
 *
 * @throws {WorkersError}
 */
export function userManifolds(
  modules: readonly WorkersModule[],
  agent: AgentContext,
  housing: Housing,
): readonly NamedManifold[] {
  return modules.flatMap((module) => {
    const logger = labelledLogger(agent.logger, { workers: module.name });
    return workersOf(module, { ...agent, logger }).map((each) => housed(each, module, housing));
  });
}

function housed(each: NamedManifold, module: WorkersModule, housing: Housing): NamedManifold {
  return {
    name: each.name,
    install: (engine) => {
      try {
        each.install(engine, (manifold) => house(housing, manifold));
      } catch (cause) {
        if (!(cause instanceof AlreadyInstalledError) && !(cause instanceof CycleError))
          throw cause;
        const why = `its worker "${each.name}" cannot be installed: ${cause.message}`;
        throw new WorkersError("ERR_WORKERS_INVALID", `${module.name}: ${why}`, { cause });
      }
    },
  };
}
