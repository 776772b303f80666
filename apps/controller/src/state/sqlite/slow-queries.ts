import type { Logger } from "@holdfast/ports";

import type { Database } from "./database.js";

/** ms above which a statement is told of. */
const SLOW = 20;
/** ms between two lines about one statement: what is slow is slow a thousand times. */
const QUIET = 60_000;
/** Characters of a statement that name it. Statements are our own text: they hold no values. */
const LONGEST_NAME = 120;

/** What is known of a statement that was slow. */
interface Seen {
  toldAt: number;
  untold: number;
  worst: number;
}

export interface SlowQueryOptions {
  readonly logger: Logger;
  /** ms above which a statement is told of; 20. */
  readonly slow?: number;
  /** ms of a clock that is never set back. */
  readonly now?: () => number;
}

const nameOf = (sql: string): string => sql.replaceAll(/\s+/gu, " ").trim().slice(0, LONGEST_NAME);

/**
 * Logs the statements of a database that took long, each once a minute at the most with the number and
 * the worst of those that were not told. For statements that are prepared from now on.
 */
export function logSlowQueries(database: Database, options: SlowQueryOptions): void {
  const { logger, slow = SLOW, now = () => performance.now() } = options;
  const seen = new Map<string, Seen>();
  const tell = (sql: string, took: number): void => {
    const name = nameOf(sql);
    const before = seen.get(name);
    if (before !== undefined && now() - before.toldAt < QUIET) {
      before.untold += 1;
      before.worst = Math.max(before.worst, took);
      return;
    }
    const more = before === undefined || before.untold === 0 ? {} : untold(before);
    seen.set(name, { toldAt: now(), untold: 0, worst: 0 });
    logger.warn("a query was slow", { query: name, ms: Math.round(took), ...more });
  };
  const timed = <T>(sql: string, body: () => T): T => {
    const began = now();
    try {
      return body();
    } finally {
      const took = now() - began;
      if (took > slow) tell(sql, took);
    }
  };
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    const statement = prepare(sql);
    return {
      ...statement,
      run: (...values) => timed(sql, () => statement.run(...values)),
      get: (...values) => timed(sql, () => statement.get(...values)),
      all: (...values) => timed(sql, () => statement.all(...values)),
    };
  };
}

function untold({ untold: times, worst }: Seen): {
  readonly untold: number;
  readonly worst: number;
} {
  return { untold: times, worst: Math.round(worst) };
}
