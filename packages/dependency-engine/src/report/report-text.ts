import type { EngineReport, ManifoldReport } from "./report.js";

/**
 * A report as text: Juju's keys, in Juju's shape (YAML), with sorted names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, reportText, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * engine.install(resourceName("a"), {
 *   inputs: [resourceName("b")],
 *   start: () => runWorker(async () => {}),
 * });
 * await engine.settled();
 * assert.match(reportText(engine.report()), /^manifolds:\n {2}a:\n/);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function reportText(report: EngineReport): string {
  return `${lines(plain(report), 0).join("\n")}\n`;
}

/** Leaves out what a person has no use for. */
function plain(report: EngineReport): unknown {
  return {
    ...(report.abandoned === undefined ? {} : { abandoned: report.abandoned }),
    ...(report.error === undefined ? {} : { error: report.error }),
    manifolds: sorted(report.manifolds, manifold),
    state: report.state,
  };
}

function manifold({
  since: _since,
  phase: _phase,
  "degraded-since": _degradedSince,
  report: own,
  ...rest
}: ManifoldReport): unknown {
  const shown = sorted<unknown>(rest, (value) => value);
  if (own !== undefined) shown["report"] = isEngineReport(own) ? plain(own) : own;
  return shown;
}

/** With its keys in the order of the alphabet. */
function sorted<T>(
  record: Readonly<Record<string, T>>,
  show: (value: T) => unknown,
): Record<string, unknown> {
  const entries = Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, show(value)]));
}

/** Whether a worker's own report is that of an engine. */
export function isEngineReport(value: unknown): value is EngineReport {
  return (
    typeof value === "object" &&
    value !== null &&
    "manifolds" in value &&
    typeof value.manifolds === "object" &&
    value.manifolds !== null &&
    "state" in value &&
    typeof value.state === "string"
  );
}

function lines(value: unknown, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => {
      const block = isLeaf(item)
        ? scalar(item)
        : lines(item, depth + 1)
            .join("\n")
            .trimStart();
      return `${indent}- ${block}`;
    });
  }
  return Object.entries(value ?? {}).flatMap(([key, item]: [string, unknown]) =>
    isLeaf(item)
      ? [`${indent}${text(key)}: ${scalar(item)}`]
      : [`${indent}${text(key)}:`, ...lines(item, depth + 1)],
  );
}

function isLeaf(value: unknown): boolean {
  return typeof value !== "object" || value === null || Object.keys(value).length === 0;
}

function scalar(value: unknown): string {
  return typeof value === "string" ? text(value) : (JSON.stringify(value) ?? "null");
}

/** Plain where YAML reads it back as the same text, else quoted as JSON, which YAML reads too. */
function text(value: string): string {
  return PLAIN.test(value) && !SPECIAL.test(value) ? value : JSON.stringify(value);
}

const PLAIN = /^[A-Za-z_][\w ./()-]*(?<! )$/;
const SPECIAL = /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
