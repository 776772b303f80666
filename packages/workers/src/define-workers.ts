import type { NamedManifold } from "@holdfast/agent-manifold";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ModelTag, Tag } from "@holdfast/names";
import type { Clock, Logger } from "@holdfast/ports";

/** The version of this contract. It changes when modules written for the old one would break. */
export const WORKERS_API_VERSION = 1;

/** What an agent tells a module of itself. */
export interface AgentContext {
  /** Who the agent is. */
  readonly tag: Tag;
  /** The model that this engine serves, where the agent serves many. */
  readonly model: ModelTag | undefined;
  /** Writes to the agent's log, each line with the module's name. */
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The default export of a module of workers. Make it with {@link defineWorkers}. */
export interface WorkersModule<Options = unknown> {
  /** Says in logs and errors whose workers these are: lower-case letters, digits and dashes. */
  readonly name: string;
  /** {@link WORKERS_API_VERSION} at the time of writing, as a number. */
  readonly apiVersion: number;
  /** Describes the module's options, in any library that speaks Standard Schema. */
  readonly options?: StandardSchemaV1<unknown, Options>;
  /**
   * The workers for one engine; called once for each. In a machine's agent there is one engine, in a
   * model agent one for each model.
   *
   * @param options - what the schema made of the operator's `workers-options`
   */
  workers(agent: AgentContext, options?: Options): readonly NamedManifold[];
}

/** What the author of a module writes. */
export interface WorkersDefinition<Schema extends StandardSchemaV1 | undefined> {
  readonly name: string;
  readonly apiVersion: typeof WORKERS_API_VERSION;
  readonly options?: Schema;
  readonly workers: (
    agent: AgentContext,
    options: WorkersOptionsOf<Schema>,
  ) => readonly NamedManifold[];
}

/** A schema's output, or undefined where there is no schema: what `workers` gets. */
export type WorkersOptionsOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : undefined;

/**
 * Describes a module of workers: `export default defineWorkers({ name: "disk", … })`.
 *
 * @example
 * ```ts
 * import { API_CALLER_NAME, defineWorkers, sleep, worker } from "@holdfast/workers";
 *
 * // machine-agent run … --workers ./ping-time.ts
 * export default defineWorkers({
 *   name: "ping-time",
 *   apiVersion: 1,
 *   workers: ({ logger, clock }) => [
 *     worker("ping-time", {
 *       inputs: { caller: API_CALLER_NAME },
 *       async run({ caller }, signal) {
 *         for (;;) {
 *           const before = clock.now();
 *           await caller.call({ facade: "Pinger", method: "Ping", signal });
 *           logger.info("the controller answered", { ms: clock.now() - before });
 *           await sleep(60_000, { clock, signal });
 *         }
 *       },
 *     }),
 *   ],
 * });
 * ```
 */
export function defineWorkers<Schema extends StandardSchemaV1 | undefined = undefined>(
  module: WorkersDefinition<Schema>,
): WorkersModule {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Schema's output is what WorkersOptionsOf says, which the compiler cannot follow
  return Object.freeze({ ...module }) as WorkersModule;
}
