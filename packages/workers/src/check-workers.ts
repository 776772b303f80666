import type { NamedManifold } from "@holdfast/agent-manifold";

import { type AgentContext, WORKERS_API_VERSION, type WorkersModule } from "./define-workers.js";
import { WorkersError } from "./errors.js";

/**
 * Checks that `value`, which a module exported, is a module of workers for this contract.
 *
 * @param specifier - how the operator named the module
 * @throws {WorkersError} `ERR_WORKERS_INVALID`, `ERR_WORKERS_VERSION`
 */
export function checkWorkersModule(value: unknown, specifier: string): WorkersModule {
  if (typeof value !== "object" || value === null)
    throw invalid(specifier, "it has no default export");
  const found: Partial<Record<keyof WorkersModule, unknown>> = value;
  if (typeof found.apiVersion !== "number") throw invalid(specifier, "it has no apiVersion");
  if (found.apiVersion !== WORKERS_API_VERSION) {
    throw new WorkersError(
      "ERR_WORKERS_VERSION",
      `${specifier} is for version ${found.apiVersion} of the workers contract, this agent has ` +
        `version ${WORKERS_API_VERSION}: install a release of it that fits`,
    );
  }
  if (typeof found.name !== "string" || !/^[a-z][a-z0-9-]*$/.test(found.name)) {
    throw invalid(specifier, "its name is not made of lower-case letters, digits and dashes");
  }
  if (found.options !== undefined && !hasSchema(found.options)) {
    throw invalid(specifier, "its options are no Standard Schema");
  }
  if (typeof found.workers !== "function") throw invalid(specifier, "it has no function workers");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked member by member above
  return found as WorkersModule;
}

/**
 * The workers of a module for one engine.
 *
 * @throws {WorkersError} `ERR_WORKERS_FAILED` where its function threw, `ERR_WORKERS_INVALID` where it
 *   returned something else than workers
 */
export function workersOf(module: WorkersModule, agent: AgentContext): readonly NamedManifold[] {
  let workers: unknown;
  try {
    workers = module.workers(agent);
  } catch (cause) {
    throw new WorkersError("ERR_WORKERS_FAILED", `the workers module ${module.name} threw`, {
      cause,
    });
  }
  if (!Array.isArray(workers)) throw invalid(module.name, "its workers() returned no array");
  return workers.map((each: unknown, at): NamedManifold => {
    if (!isNamed(each)) {
      throw invalid(
        module.name,
        `entry ${at} of its workers() was not made by worker() or named()`,
      );
    }
    return each;
  });
}

function hasSchema(value: unknown): boolean {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    "~standard" in value
  );
}

function isNamed(value: unknown): value is NamedManifold {
  if (typeof value !== "object" || value === null) return false;
  const found: Partial<Record<keyof NamedManifold, unknown>> = value;
  return typeof found.name === "string" && typeof found.install === "function";
}

function invalid(specifier: string, why: string): WorkersError {
  return new WorkersError(
    "ERR_WORKERS_INVALID",
    `${specifier} is no module of workers: ${why} (see defineWorkers of @holdfast/workers)`,
  );
}
