import { type Backoff, type Clock, type Logger, readProperty, systemClock } from "@holdfast/ports";
import { EngineConfigError } from "./contract/errors.js";
import type { FilterFunc } from "./contract/manifold.js";
import type { EngineMetrics } from "./events/metrics.js";
import type { RestartPolicy } from "./contract/restart-policy.js";
import {
  checkDuration,
  checkFunction,
  checkMethods,
  checkObject,
  takePolicies,
} from "./config-checks.js";

/** How an engine judges errors, how long it waits, and where its time and chance come from. */
export interface EngineConfig {
  /**
   * Whether an error that a worker ended with (undefined for a clean end), after its manifold's
   * filter, ends the whole engine. Default: none does. It is not asked about what is no failure and no
   * end of its own: a bounce (though about an AggregateError with one among others), a start that the
   * engine aborted, and a clean end of one that was told to stop.
   */
  isFatal?(error: unknown): boolean;
  /**
   * Of two fatal errors, the one that `wait()` shall reject with. `second` is what was worst yet.
   * Default: the one that came first.
   */
  worstError?(first: unknown, second: unknown): unknown;
  /** Changes the error that `wait()` rejects with; undefined is a clean end. */
  filter?: FilterFunc;
  /** ms before a worker that failed is started again. Default 3000, as in Juju's agents. */
  errorDelay?: number;
  /**
   * ms before a worker that was restarted for a change, or asked for it, is started again. Default
   * 10, as in Juju's agents.
   */
  bounceDelay?: number;
  /** ms that no delay exceeds before jitter; 0, the default, is no limit. */
  maxDelay?: number;
  /** Multiplies the delay for each further error in a row; 0, the default, is off, else at least 1. */
  backoffFactor?: number;
  /** ms a worker must have run for its earlier errors to be forgotten. Default 0. */
  backoffResetTime?: number;
  /**
   * ms that a start may take before its signal is aborted and it counts as failed. Default 15
   * minutes, since a start may legitimately wait for its own provisioning.
   */
  startDeadline?: number;
  /** ms that a worker may take to end once it was told to. Then it is abandoned. Default 10 s. */
  stopDeadline?: number;
  /**
   * ms that the whole engine may take to stop, however many workers do not end; an engine that runs in
   * it gets a share of what is left. Infinity is no limit but the deadlines. Default 60 s.
   */
  stopBudget?: number;
  /** ms that a manifold waits for an input that is about to come, before it starts without it. Default 500. */
  patience?: number;
  /** ms after which a worker's own report is left out, and said to be. Default 1 s. */
  reportDeadline?: number;
  /**
   * What is done about failures, by class: the first that is for an error counts. A manifold's own
   * list takes the place of this one.
   */
  restart?: readonly RestartPolicy[];
  /** Default: the runtime's. */
  clock?: Clock;
  /** A number in [0, 1), for jitter. Default `Math.random`. */
  random?: () => number;
  /** Default: silent. */
  logger?: Logger;
  metrics?: EngineMetrics;
}

/** A configuration in which everything is decided. */
export interface ResolvedConfig {
  readonly isFatal: NonNullable<EngineConfig["isFatal"]>;
  readonly worstError: NonNullable<EngineConfig["worstError"]>;
  readonly filter: FilterFunc;
  readonly errorBackoff: Backoff;
  readonly bounceBackoff: Backoff;
  readonly restart: readonly RestartPolicy[];
  readonly startDeadline: number;
  readonly stopDeadline: number;
  readonly stopBudget: number;
  readonly reportDeadline: number;
  readonly patience: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** @throws {EngineConfigError} naming the value that cannot work */
export function resolveConfig(config: EngineConfig): ResolvedConfig {
  checkObject("the configuration", config);
  for (const name of DURATIONS) checkDuration(name, config[name]);
  const { backoffFactor = 0, maxDelay = 0, backoffResetTime = 0 } = config;
  if (!(backoffFactor === 0 || backoffFactor >= 1)) {
    throw new EngineConfigError(`backoffFactor ${backoffFactor} must be >= 1`);
  }
  const growth = {
    factor: backoffFactor === 0 ? 1 : backoffFactor,
    cap: maxDelay === 0 ? Infinity : maxDelay,
    reset: backoffResetTime,
  };
  const restart = takePolicies("restart", config.restart ?? []);
  checkCallbacks(config);
  return {
    isFatal: config.isFatal?.bind(config) ?? (() => false),
    worstError: config.worstError?.bind(config) ?? ((_first, second) => second),
    filter: config.filter ?? ((error) => error),
    errorBackoff: { ...growth, delay: config.errorDelay ?? 3000 },
    bounceBackoff: { ...growth, delay: config.bounceDelay ?? 10 },
    restart,
    startDeadline: config.startDeadline ?? 900_000,
    stopDeadline: config.stopDeadline ?? 10_000,
    stopBudget: config.stopBudget ?? 60_000,
    reportDeadline: config.reportDeadline ?? 1000,
    patience: config.patience ?? 500,
    clock: config.clock ?? systemClock,
    random: config.random ?? Math.random,
  };
}

const DURATIONS = [
  "errorDelay",
  "bounceDelay",
  "maxDelay",
  "backoffResetTime",
  "startDeadline",
  "stopDeadline",
  "stopBudget",
  "reportDeadline",
  "patience",
] as const;

function checkCallbacks(config: EngineConfig): void {
  for (const name of ["isFatal", "worstError"] as const) checkFunction(name, config[name]);
  checkFunction("filter", config.filter);
  checkFunction("random", config.random);
  checkMethods("clock", config.clock, ["now", "setTimeout", "clearTimeout"]);
  checkMethods("logger", config.logger, ["debug", "info", "warn", "error"]);
  if (config.metrics !== undefined) checkMetrics(config.metrics);
}

function checkMetrics(metrics: EngineMetrics): void {
  checkObject("metrics", metrics);
  for (const record of RECORDS) checkFunction(`metrics.${record}`, readProperty(metrics, record));
}

const RECORDS = [
  "recordStart",
  "recordEnd",
  "recordOverrun",
  "recordHealth",
  "recordWave",
] as const satisfies (keyof EngineMetrics)[];
