// What a running agent's whole report holds, looked at by whoever got it as text.
import { type EngineReport, isEngineReport } from "@holdfast/dependency-engine";
import type { ConnectionFacts } from "@holdfast/introspection";

import { healthLines } from "../config-health.js";

/** The report of each engine, by its name. */
export function enginesOf(whole: unknown): Readonly<Record<string, EngineReport>> {
  const found: Record<string, EngineReport> = {};
  for (const [name, report] of Object.entries(section(whole, "engines"))) {
    if (isEngineReport(report)) found[name] = report;
  }
  return found;
}

/** The connection of each engine that has one, and whether there are several. */
export function connectionsOf(
  whole: unknown,
): readonly (readonly [name: string, facts: ConnectionFacts, several: boolean])[] {
  const found = Object.entries(section(whole, "connections")).filter(
    (entry): entry is [string, ConnectionFacts] => isConnection(entry[1]),
  );
  return found.map(([name, facts]) => [name, facts, found.length > 1]);
}

/** What is not as it should be, a few words each; nothing where all is well. */
export function degradations(whole: unknown): readonly string[] {
  const connections = connectionsOf(whole);
  const down = connections.filter(([, { state }]) => state !== "connected");
  const none = connections.length === 0 ? ["no connection is made yet"] : [];
  const lost = down.map(([name, , several]) =>
    several ? `${name} is not connected` : "the agent is not connected",
  );
  const failing = Object.entries(enginesOf(whole)).flatMap(([engine, { manifolds }]) =>
    Object.entries(manifolds).flatMap(
      ([name, { phase, resting, error, degraded, "next-attempt": next }]) => {
        const which = connections.length > 1 ? `${engine}/${name}` : name;
        if (degraded !== undefined) return [`${which} is degraded`];
        if (name === "api-caller") return []; // told as the connection
        if (resting === "degraded") return [`${which} was given up`];
        // A start that failed, or a worker that ran and then failed.
        const waits = phase === "waiting" && error !== undefined && next !== undefined;
        return waits ? [`${which} fails`] : [];
      },
    ),
  );
  const config = typeof whole === "object" && whole !== null && "config" in whole;
  const unsafe = healthLines(config ? whole.config : undefined);
  return [...none, ...lost, ...failing, ...unsafe];
}

function section(whole: unknown, name: string): object {
  const value: unknown =
    typeof whole === "object" && whole !== null ? Reflect.get(whole, name) : undefined;
  return typeof value === "object" && value !== null ? value : {};
}

function isConnection(value: unknown): value is ConnectionFacts {
  return typeof value === "object" && value !== null && "state" in value;
}
