import { LOGS } from "../bounds.js";
import type { LogRecord } from "../state/activity.js";

/** Juju's levels, the least first. */
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

/** What `juju debug-log` asks for, in the query of its request. */
export interface LogQuery {
  /** How many of the records that are there already come first; all of them with `replay`. */
  readonly backlog: number;
  readonly replay: boolean;
  /** Whether the stream ends with what is there already. */
  readonly noTail: boolean;
  /** How many records there are at most; 0 for no limit. */
  readonly maxLines: number;
  readonly wants: (record: LogRecord) => boolean;
}

const numberOf = (text: string | null): number =>
  text !== null && /^\d{1,9}$/u.test(text) ? Number(text) : 0;

/** A name itself or, with a `*` at its end, whatever begins like it. */
function named(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** A module itself, and all within it. */
function within(module: string, name: string): boolean {
  return name === module || name.startsWith(`${module}.`);
}

/** Whether one of the patterns fits; undefined where there is none. */
function anyFits(
  patterns: readonly string[] | undefined,
  fits: (pattern: string) => boolean,
): boolean | undefined {
  return patterns === undefined || patterns.length === 0
    ? undefined
    : patterns.some((pattern) => fits(pattern));
}

/** Reads the query of a request for a log. What makes no sense in it is passed over, as by Juju. */
export function readLogQuery(query: URLSearchParams): LogQuery {
  const least = LEVELS.indexOf(query.get("level")?.toUpperCase() ?? "");
  const [entities, modules, notEntities, notModules] = [
    "includeEntity",
    "includeModule",
    "excludeEntity",
    "excludeModule",
  ].map((name) => query.getAll(name).slice(0, LOGS.filters));
  const wants = ({ tag, module, level }: LogRecord): boolean =>
    LEVELS.indexOf(level) >= least &&
    (anyFits(entities, (one) => named(one, tag)) ?? true) &&
    (anyFits(modules, (one) => within(one, module)) ?? true) &&
    anyFits(notEntities, (one) => named(one, tag)) !== true &&
    anyFits(notModules, (one) => within(one, module)) !== true;
  return {
    backlog: numberOf(query.get("backlog")),
    replay: query.get("replay") === "true",
    noTail: query.get("noTail") === "true",
    maxLines: numberOf(query.get("maxLines")),
    wants,
  };
}
