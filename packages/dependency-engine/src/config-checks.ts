/* What can be wrong with a value that a program hands in is found when it is handed in. */
import { type Backoff, readProperty } from "@holdfast/ports";
import { EngineConfigError } from "./contract/errors.js";
import type { RestartPolicy } from "./contract/restart-policy.js";

/** @throws {EngineConfigError} where `ms` is given, and is no duration */
export function checkDuration(name: string, ms: unknown): void {
  if (ms === undefined) return;
  if (typeof ms !== "number" || Number.isNaN(ms)) {
    throw new EngineConfigError(`${name} is not a number`);
  }
  if (ms < 0) throw new EngineConfigError(`${name} is negative`);
}

/** @throws {EngineConfigError} where `value` is given, and is no function */
export function checkFunction(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") {
    throw new EngineConfigError(`${name} is not a function`);
  }
}

/** @throws {EngineConfigError} where `value` is given, and is neither true nor false */
export function checkBoolean(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean") {
    throw new EngineConfigError(`${name} is neither true nor false`);
  }
}

/** @throws {EngineConfigError} where `value` is given, and lacks one of `methods` */
export function checkMethods(name: string, value: unknown, methods: readonly string[]): void {
  if (value === undefined) return;
  for (const method of methods) {
    if (typeof readProperty(value, method) !== "function") {
      throw new EngineConfigError(`${name} has no ${method} function`);
    }
  }
}

/** @throws {EngineConfigError} naming what cannot work in one of them */
export function checkPolicies(name: string, policies: unknown): void {
  if (!Array.isArray(policies)) throw new EngineConfigError(`${name} is not a list of policies`);
  policies.forEach(checkPolicy);
}

function checkPolicy(policy: RestartPolicy | null): void {
  if (typeof policy !== "object" || policy === null) {
    throw new EngineConfigError("a restart policy is not an object");
  }
  if ("when" in policy) checkWhen(policy.when);
  if (policy.backoff !== undefined) checkBackoff(policy.backoff);
  const { intensity } = policy;
  if (intensity === undefined) return;
  checkDuration("intensity window", intensity.within);
  checkDuration("intensity failures", intensity.failures);
  if (!NEXT.includes(intensity.next)) {
    throw new EngineConfigError(`intensity next must be one of ${NEXT.join(", ")}`);
  }
}

const NEXT: readonly unknown[] = ["degrade", "escalate", "end"];

/** A class that a circular import left undefined would be a policy for every error, or for none. */
function checkWhen(when: unknown): void {
  const matches: readonly unknown[] = Array.isArray(when) ? when : [when];
  if (matches.length === 0)
    throw new EngineConfigError("when is an empty list: it is for no error");
  for (const match of matches) {
    if (typeof match === "string" || isErrorClass(match)) continue;
    throw new EngineConfigError(
      `when must be a code or a class of errors, not ${match === undefined ? "undefined (a circular import?)" : `a value of type ${typeof match}`}`,
    );
  }
}

function isErrorClass(value: unknown): boolean {
  if (typeof value !== "function") return false;
  const prototype = readProperty(value, "prototype");
  return prototype === Error.prototype || prototype instanceof Error;
}

function checkBackoff({ delay, cap, reset, factor, jitter }: Backoff): void {
  checkDuration("backoff delay", delay);
  checkDuration("backoff cap", cap);
  checkDuration("backoff reset", reset);
  if (factor !== undefined && !(factor >= 1)) {
    throw new EngineConfigError(`backoff factor ${factor} must be >= 1`);
  }
  if (jitter === undefined) return;
  if (!JITTERS.includes(jitter.kind)) {
    throw new EngineConfigError(`jitter kind must be one of ${JITTERS.join(", ")}`);
  }
  if (jitter.kind === "bounded" && !(jitter.spread >= 0 && jitter.spread <= 1)) {
    throw new EngineConfigError(`jitter spread ${jitter.spread} must be from 0 to 1`);
  }
}

const JITTERS: readonly unknown[] = ["none", "bounded", "full"];
