import type { Clock } from "./clock.js";
import { EngineConfigError } from "./errors.js";
import type { Logger } from "./logger.js";
import type { FilterFunc } from "./manifold.js";
import type { EngineMetrics } from "./metrics.js";

/** How an engine judges errors, how long it waits, and where its time and chance come from. */
export interface EngineConfig {
  /**
   * Whether an error that a worker ended with (undefined for a clean end), after its manifold's
   * filter, ends the whole engine.
   */
  isFatal(error: unknown): boolean;
  /** Of two fatal errors, the one that `wait()` shall reject with. `second` is what was worst yet. */
  worstError(first: unknown, second: unknown): unknown;
  /** Changes the error that `wait()` rejects with; undefined is a clean end. */
  filter?: FilterFunc;
  /** ms before a worker that failed is started again. */
  errorDelay: number;
  /** ms before a worker that was restarted for a change, or asked for it, is started again. */
  bounceDelay: number;
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
  /** ms that a manifold waits for an input that is about to come, before it starts without it. Default 500. */
  patience?: number;
  /** Default: the runtime's. */
  clock?: Clock;
  /** A number in [0, 1), for jitter. Default `Math.random`. */
  random?: () => number;
  /** Default: silent. */
  logger?: Logger;
  metrics?: EngineMetrics;
}

/** A configuration in which everything is decided. */
export type SettledConfig = Required<Omit<EngineConfig, "filter" | "logger" | "metrics" | "clock">>;

/** @throws {EngineConfigError} naming the value that cannot work */
export function settleConfig(config: EngineConfig): SettledConfig {
  const settled: SettledConfig = {
    isFatal: (error) => config.isFatal(error),
    worstError: (first, second) => config.worstError(first, second),
    errorDelay: config.errorDelay,
    bounceDelay: config.bounceDelay,
    maxDelay: config.maxDelay ?? 0,
    backoffFactor: config.backoffFactor ?? 0,
    backoffResetTime: config.backoffResetTime ?? 0,
    startDeadline: config.startDeadline ?? 900_000,
    stopDeadline: config.stopDeadline ?? 10_000,
    patience: config.patience ?? 500,
    random: config.random ?? Math.random,
  };
  for (const name of ["isFatal", "worstError"] as const) {
    if (typeof config[name] !== "function") throw new EngineConfigError(`${name} not specified`);
  }
  for (const name of DURATIONS) {
    const ms = settled[name];
    if (typeof ms !== "number" || Number.isNaN(ms)) {
      throw new EngineConfigError(`${name} is not a number of milliseconds`);
    }
    if (ms < 0) throw new EngineConfigError(`${name} is negative`);
  }
  const factor = settled.backoffFactor;
  if (Number.isNaN(factor) || (factor !== 0 && factor < 1)) {
    throw new EngineConfigError(`backoffFactor ${factor} must be >= 1`);
  }
  return settled;
}

const DURATIONS = [
  "errorDelay",
  "bounceDelay",
  "maxDelay",
  "backoffResetTime",
  "startDeadline",
  "stopDeadline",
  "patience",
] as const;
