// The options of a module of workers, from `values: {workers-options: '{"disk-space": {…}}'}` of
// agent.conf: one object, with those of each module by its name.
import type { StandardSchemaV1 } from "@standard-schema/spec";

import type { WorkersModule } from "./define-workers.js";
import { WorkersError } from "./errors.js";

/**
 * Reads what the operator wrote.
 *
 * @returns the options by the modules' names
 * @throws {WorkersError} ERR_WORKERS_OPTIONS where it is not one JSON object
 */
export function parseWorkersOptions(text = ""): ReadonlyMap<string, unknown> {
  if (text === "") return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAnObject({ cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAnObject();
  return new Map(Object.entries(value));
}

/**
 * The module with its options, checked by its schema: its `workers` is called with what that made of them.
 *
 * @throws {WorkersError} ERR_WORKERS_OPTIONS where they do not fit, or it has none
 */
export async function bindOptions(module: WorkersModule, raw: unknown): Promise<WorkersModule> {
  const { name, apiVersion, options: schema } = module;
  if (schema === undefined) {
    if (raw !== undefined) throw badOptions(name, "it has none");
    return module;
  }
  const result = await schema["~standard"].validate(raw ?? {});
  if (result.issues !== undefined) {
    throw badOptions(name, result.issues.map(issueText).join("; "));
  }
  return { name, apiVersion, workers: (agent) => module.workers(agent, result.value) };
}

function badOptions(name: string, why: string): WorkersError {
  const said = `the options of the workers ${name} do not fit: ${why}`;
  return new WorkersError("ERR_WORKERS_OPTIONS", said);
}

function notAnObject(options?: ErrorOptions): WorkersError {
  return new WorkersError(
    "ERR_WORKERS_OPTIONS",
    "values.workers-options in agent.conf is not one JSON object, with the options of each module of " +
      'workers by its name: {"disk-space": {…}}',
    options,
  );
}

/** The place and what is wrong there, never what was found: that may be a secret. */
function issueText({ message, path = [] }: StandardSchemaV1.Issue): string {
  const steps = path.map((step) => String(typeof step === "object" ? step.key : step));
  return steps.length === 0 ? message : `${steps.join(".")}: ${message}`;
}
