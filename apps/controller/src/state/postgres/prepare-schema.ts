import { ControllerError } from "../../errors.js";
import type { Link, PostgresRow } from "./link.js";
import { HEAD, type SchemaStep } from "./schema.js";

/** ms for other controllers' steps, and for our own. */
const LIMIT = 60_000;
/** One lock for all who take steps; a number that nobody else is likely to have chosen. */
const LOCK = 7_305_805_001;
const SESSION_NAME = "holdfast-controller schema-";

/** What PostgreSQL calls the sessions of a controller that knows so many steps. */
export function sessionName(steps: readonly SchemaStep[]): string {
  return `${SESSION_NAME}${steps.length}`;
}

const LOOK = `
SELECT current_schema() AS namespace, current_setting('server_encoding') AS encoding,
  pg_is_in_recovery() AS standby, to_regclass(quote_ident(current_schema()) || '.head') IS NOT NULL AS known,
  (SELECT count(*)::int FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
   WHERE nspname = current_schema() AND relkind IN ('r', 'v', 'm', 'p', 'f')) AS tables`;

/**
 * Takes the steps that the database's tables have not been through. One controller does at a time.
 *
 * @throws {@link ControllerError} ERR_STATE for a database of others or of a version that does not go with this
 *   one, ERR_STORE_UNAVAILABLE for a standby; else what PostgreSQL says
 */
export async function prepareSchema(
  link: Link,
  steps: readonly SchemaStep[],
  shown: string,
): Promise<void> {
  const [, , [found = {}] = []] = await link.statements(
    ["BEGIN", `SELECT pg_advisory_xact_lock(${LOCK})`, LOOK],
    LIMIT,
  );
  checkPlace(found, shown);
  if (found["known"] !== true) {
    await link.statements([HEAD, "INSERT INTO head (schema, oldest_schema) VALUES (0, 0)"], LIMIT);
  }
  const [[head = {}] = []] = await link.statements(
    ["SELECT schema, oldest_schema FROM head"],
    LIMIT,
  );
  const taken = Number(head["schema"]);
  checkKnown(Number(head["oldest_schema"]), steps, shown);
  const missing = steps.slice(taken);
  if (missing.length > 0) {
    const oldest = Math.max(...missing.map((step) => step.oldest));
    await checkConnected(link, oldest, shown);
    for (const { sql } of missing) await link.statements([sql], LIMIT);
    await link.statements(
      [`UPDATE head SET schema = ${steps.length}, oldest_schema = ${oldest}`],
      LIMIT,
    );
  }
  await link.statements(["COMMIT"], LIMIT);
}

/** @throws {@link ControllerError} ERR_STATE where a later version's tables are no longer for this one */
export function checkKnown(oldest: number, steps: readonly SchemaStep[], shown: string): void {
  if (oldest <= steps.length) return;
  throw new ControllerError(
    "ERR_STATE",
    `a later version of the controller has changed ${shown} (schema ${oldest} is the oldest that goes with it, this one knows ${steps.length}): run that version`,
  );
}

function checkPlace(found: PostgresRow, shown: string): void {
  if (found["standby"] === true) {
    throw new ControllerError(
      "ERR_STORE_UNAVAILABLE",
      `${shown} is a read-only standby: name the primary in the store's URL`,
    );
  }
  if (found["namespace"] === null) {
    throw new ControllerError(
      "ERR_STORE_URL",
      `${shown} has no schema to make tables in: make the one that search_path names`,
    );
  }
  if (found["encoding"] !== "UTF8") {
    throw new ControllerError(
      "ERR_STATE",
      `${shown} keeps text as ${String(found["encoding"])}: make it with createdb --encoding UTF8 --template template0`,
    );
  }
  if (found["known"] !== true && found["tables"] !== 0) {
    throw new ControllerError(
      "ERR_STATE",
      `${shown} has tables that are no controller's: give the controllers a database, or a schema, of their own`,
    );
  }
}

/** Controllers that are at work and could no longer be, once the steps are taken. */
async function checkConnected(link: Link, oldest: number, shown: string): Promise<void> {
  const [rows = []] = await link.statements(
    [
      `SELECT DISTINCT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND starts_with(application_name, '${SESSION_NAME}')`,
    ],
    LIMIT,
  );
  const known = rows.map(({ name }) =>
    Number.parseInt(String(name).slice(SESSION_NAME.length), 10),
  );
  if (known.every((count) => count >= oldest)) return;
  throw new ControllerError(
    "ERR_STATE",
    `controllers are at work on ${shown} that know schema ${Math.min(...known)}, and this version makes it one for ${oldest} and later: stop or upgrade them first`,
  );
}
