import { type Backoff, codeOf, errorChain, isKind } from "@holdfast/ports";

/** What tells an error: its class (found through its causes), or the `code` it carries. */
export type ErrorMatch = (abstract new (...args: never[]) => Error) | string;

/** So many failures in so long are too many. */
export interface Intensity {
  /** How many failures are still borne within the window. */
  readonly failures: number;
  /** The window, in ms. */
  readonly within: number;
  /**
   * What one more leads to: `degrade` lets the manifold rest until an input of it changes or
   * somebody bounces it; `escalate` restarts what it depends on, and it with them (or ends the
   * engine where it depends on nothing that runs); `end` ends the engine.
   */
  readonly next: "degrade" | "escalate" | "end";
}

/**
 * What is done about one class of failures, as a value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import {
 *   Engine,
 *   type RestartPolicy,
 *   resourceName,
 *   runWorker,
 * } from "@holdfast/dependency-engine";
 *
 * const restart: readonly RestartPolicy[] = [
 *   { when: "ECONNREFUSED", backoff: { delay: 1, factor: 1.6, cap: 10_000 } },
 *   { intensity: { failures: 0, within: 60_000, next: "degrade" } }, // anything else: once is enough
 * ];
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 *   restart,
 * });
 * engine.install(resourceName("broken"), {
 *   inputs: [],
 *   start: () => runWorker(async () => Promise.reject(new Error("no disk"))),
 * });
 * await new Promise<void>((resolve) => {
 *   engine.subscribe(({ kind }) => {
 *     if (kind === "resting") resolve();
 *   });
 * });
 * assert.match(engine.explain("broken").text, /no disk/);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export interface RestartPolicy {
  /** The failures it is for. Default: all. */
  readonly when?: ErrorMatch | readonly ErrorMatch[];
  /** Default: what the engine's `errorDelay` and the fields beside it say. */
  readonly backoff?: Backoff;
  /**
   * When to start again, in ms, where the error itself tells: a server that says when to come again, a
   * worker that knows its history. Undefined, and what is no delay, leave it to the backoff.
   */
  readonly retryAfter?: (error: unknown) => number | undefined;
  readonly intensity?: Intensity;
}

/** The first of the policies that is for `error`; where none is, one that says nothing. */
export function policyFor(error: unknown, policies: readonly RestartPolicy[]): RestartPolicy {
  // Most have none: nothing is made to look through them.
  if (policies.length === 0) return SILENT;
  return policies.find((policy) => isFor(policy, error)) ?? SILENT;
}

const SILENT: RestartPolicy = {};

function isFor({ when }: RestartPolicy, error: unknown): boolean {
  if (when === undefined) return true;
  const matches: readonly ErrorMatch[] = isList(when) ? when : [when];
  for (const cause of errorChain(error)) {
    if (matches.some((match) => matchesError(match, cause))) return true;
  }
  return false;
}

/** Whether a policy is for any of several. */
export function isList(when: RestartPolicy["when"]): when is readonly ErrorMatch[] {
  return Array.isArray(when);
}

function matchesError(match: ErrorMatch, error: unknown): boolean {
  return typeof match === "string" ? codeOf(error) === match : isKind(error, match);
}
