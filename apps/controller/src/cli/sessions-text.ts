import { shownText } from "@holdfast/ports";

import type { SessionStatus } from "../operator/session-status.js";
import type { ModelStatus } from "../operator/status.js";

const KINDS: Readonly<Record<SessionStatus["kind"], string>> = {
  api: "API",
  logsink: "sends its log",
  "debug-log": "reads the log",
};

/**
 * A table of who is connected, by model and tag. Those who logged in as nobody in particular may be
 * thousands, and are counted.
 */
export function sessionsText(
  sessions: readonly SessionStatus[],
  models: readonly ModelStatus[],
): string[] {
  const names = new Map<string, string>(models.map(({ uuid, name }) => [uuid, name]));
  const nameOf = (uuid: string): string => names.get(uuid) ?? uuid;
  const rows = sessions
    .filter(({ tag }) => tag !== "anonymous")
    .map(({ kind, tag, agentModel, model, address, since, version = "" }) => [
      model === undefined ? "the controller" : `model ${nameOf(model)}`,
      agentModel === undefined || agentModel === model ? tag : `${tag} of ${nameOf(agentModel)}`,
      KINDS[kind],
      `from ${address}`,
      `since ${since}`,
      version,
    ])
    .map((row) => row.map((cell) => shownText(cell)))
    .toSorted(cellByCell);
  return [
    `sessions: ${sessions.length === 0 ? "none" : sessions.length}`,
    ...aligned(rows).map((line) => `  ${line}`),
    ...anonymousText(sessions),
  ];
}

/** `machine-2` comes before `machine-10`. */
const order = new Intl.Collator("en", { numeric: true });

function cellByCell(one: readonly string[], other: readonly string[]): number {
  const differences = one.map((cell, column) => order.compare(cell, other[column] ?? ""));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function anonymousText(sessions: readonly SessionStatus[]): string[] {
  const anonymous = sessions.filter(({ tag }) => tag === "anonymous");
  const [oldest] = anonymous;
  return oldest === undefined
    ? []
    : [`  anonymous: ${anonymous.length}, the oldest since ${oldest.since} from ${oldest.address}`];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
