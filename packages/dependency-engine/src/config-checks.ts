/* What can be wrong with a value that a program hands in is found when it is handed in. */
import { type Backoff, readProperty } from "@holdfast/ports";
import { EngineConfigError } from "./contract/errors.js";
import { type Intensity, isList, type RestartPolicy } from "./contract/restart-policy.js";

/** @throws {EngineConfigError} where `ms` is given, and is no duration */
export function checkDuration(name: string, ms: unknown): void {
  if (ms === undefined) return;
  if (typeof ms !== "number" || Number.isNaN(ms)) {
    throw new EngineConfigError(`${name} is not a number`);
  }
  if (ms < 0) throw new EngineConfigError(`${name} is negative`);
}

/** @throws {EngineConfigError} where `ms` is not given, or is no duration */
function checkGiven(name: string, ms: unknown): void {
  if (ms === undefined) throw new EngineConfigError(`${name} is not given`);
  checkDuration(name, ms);
}

/**
 * A name, which a circular import may have left undefined.
 * @throws {EngineConfigError} where it is not a text
 */
export function checkName(what: string, name: unknown): string {
  if (typeof name === "string") return name;
  const kind = name === undefined ? "undefined (a circular import?)" : `of type ${typeof name}`;
  throw new EngineConfigError(`${what} is ${kind}, not a text`);
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

/**
 * A copy of a list of policies: what the program does with its own later changes nothing.
 * @throws {EngineConfigError} naming what cannot work in one of them
 */
export function takePolicies(name: string, policies: unknown): readonly RestartPolicy[] {
  if (!Array.isArray(policies)) throw new EngineConfigError(`${name} is not a list of policies`);
  return Array.from(policies, takePolicy);
}

function takePolicy(policy: RestartPolicy | null | undefined): RestartPolicy {
  checkObject("a restart policy", policy);
  const { backoff, intensity } = policy;
  if ("when" in policy) checkWhen(policy.when);
  if (backoff !== undefined) checkBackoff(backoff);
  checkFunction("retryAfter", readProperty(policy, "retryAfter"));
  if (intensity !== undefined) checkIntensity(intensity);
  return {
    ...policy,
    ...(isList(policy.when) ? { when: [...policy.when] } : {}),
    ...(backoff === undefined ? {} : { backoff: { ...backoff } }),
    ...(intensity === undefined ? {} : { intensity: { ...intensity } }),
  };
}

function checkIntensity(intensity: Intensity): void {
  checkObject("intensity", intensity);
  checkGiven("intensity window", intensity.within);
  checkGiven("intensity failures", intensity.failures);
  if (!NEXT.includes(intensity.next)) {
    throw new EngineConfigError(`intensity next must be one of ${NEXT.join(", ")}`);
  }
}

/** @throws {EngineConfigError} where `value` is none */
export function checkObject<T>(what: string, value: T): asserts value is NonNullable<T> {
  if (typeof value === "object" && value !== null) return;
  throw new EngineConfigError(`${what} is not an object`);
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

function checkBackoff(backoff: Backoff): void {
  checkObject("backoff", backoff);
  const { delay, cap, reset, factor, jitter } = backoff;
  checkGiven("backoff delay", delay);
  checkDuration("backoff cap", cap);
  checkDuration("backoff reset", reset);
  if (factor !== undefined && !(factor >= 1)) {
    throw new EngineConfigError(`backoff factor ${factor} must be >= 1`);
  }
  if (jitter === undefined) return;
  checkObject("jitter", jitter);
  if (!JITTERS.includes(jitter.kind)) {
    throw new EngineConfigError(`jitter kind must be one of ${JITTERS.join(", ")}`);
  }
  if (jitter.kind === "bounded" && !(jitter.spread >= 0 && jitter.spread <= 1)) {
    throw new EngineConfigError(`jitter spread ${jitter.spread} must be from 0 to 1`);
  }
}

const JITTERS: readonly unknown[] = ["none", "bounded", "full"];
