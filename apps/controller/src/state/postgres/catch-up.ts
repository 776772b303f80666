import { ControllerError } from "../../errors.js";
import type { Commit, Image, LoggedCommit, Value } from "./image.js";
import type { Link, PostgresRow } from "./link.js";
import { checkKnown } from "./prepare-schema.js";
import type { Replica } from "./replica.js";
import type { SchemaStep } from "./schema.js";
import { quoted } from "./tables.js";

/** Commits that are fetched at once. */
const AT_ONCE = 500;
/** ms for the log's next part. */
const LIMIT = 5000;
/** ms for everything. */
const LOAD_LIMIT = 60_000;

/**
 * The head, whether the commit that we are at is in its past, and what was written after it. One statement: it
 * sees one state.
 */
const since = (version: string): string => `
SELECT head.version AS head, oldest_schema AS oldest,
  (SELECT id FROM commits WHERE version = ${version}) AS past, found.*
FROM head LEFT JOIN (
  SELECT version, id, place, "table", key, "row" FROM log JOIN commits USING (version)
  WHERE version > ${version} AND version <= ${version} + ${AT_ONCE}
) AS found ON true ORDER BY found.version, place`;

const SINCE = { name: "since", text: since("$1") };

const HEAD_COMMIT = "SELECT version, id FROM commits WHERE version = (SELECT version FROM head)";

const SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** Whether the connection is in a transaction that has the lock on the head, or in none. */
export type Transaction = "locked" | "none";

/** What a replica is told of besides its tables. */
export interface Following {
  readonly replica: Replica;
  readonly steps: readonly SchemaStep[];
  readonly shown: string;
  /** After each step of the replica's. */
  readonly applied: () => void;
  /** Once the replica has taken everything anew. */
  readonly loaded: () => void;
}

/**
 * Applies what others committed, until the replica has all that the head had when this was called. One that
 * the log no longer reaches, or that has seen what is no more (of a database that was restored), takes
 * everything anew.
 *
 * @throws {@link ControllerError} ERR_STATE where this version is too old for the tables; else what
 *   PostgreSQL says
 */
export async function catchUp(
  link: Link,
  following: Following,
  transaction: Transaction,
  begun?: Begun,
): Promise<void> {
  const { replica, steps, shown } = following;
  let known = begun;
  for (let goal: number | undefined; goal === undefined || replica.commit.version < goal;) {
    const { asked, rows } = known ?? (await ask(link, replica.commit));
    known = undefined;
    const [first] = rows;
    if (first === undefined) {
      throw new ControllerError(
        "ERR_STATE",
        `${shown} has lost its table head: restore it from a backup`,
      );
    }
    checkKnown(Number(first["oldest"]), steps, shown);
    goal ??= Number(first["head"]);
    if (first["past"] !== asked.id) {
      await load(link, following, transaction);
      continue;
    }
    for (const commit of commitsOf(rows)) {
      // Meanwhile the other connection may have applied some.
      if (commit.version !== replica.commit.version + 1) continue;
      replica.apply(commit, commit.images);
      following.applied();
    }
    // The log has a gap: who took it away has not said so.
    if (replica.commit === asked && asked.version < goal) await load(link, following, transaction);
  }
}

/** What was asked of the log, and what it gave. */
export interface Begun {
  readonly asked: Commit;
  readonly rows: readonly PostgresRow[];
}

async function ask(link: Link, asked: Commit): Promise<Begun> {
  return { asked, rows: await link.query(SINCE, [asked.version], LIMIT) };
}

/** Begins a transaction that has the lock on the head, and catching up in it: one message. */
export async function lockHead(
  link: Link,
  { replica }: Following,
  limit: number,
): Promise<{ readonly version: number; readonly begun: Begun }> {
  const asked = replica.commit;
  const [, [head] = [], rows = []] = await link.statements(
    [
      "BEGIN ISOLATION LEVEL READ COMMITTED",
      "SELECT version FROM head FOR UPDATE",
      since(String(asked.version)),
    ],
    limit,
  );
  return { version: Number(head?.["version"]), begun: { asked, rows } };
}

/** Takes everything anew, as of one moment. */
export async function load(
  link: Link,
  { replica, loaded }: Following,
  transaction: Transaction,
): Promise<void> {
  const before = replica.commit;
  const reads = [
    HEAD_COMMIT,
    ...replica.tables.map(({ name }) => `SELECT to_jsonb(t) AS row FROM ${quoted(name)} AS t`),
  ];
  const [[head] = [], ...found] =
    transaction === "locked"
      ? await link.statements(reads, LOAD_LIMIT)
      : (await link.statements([SNAPSHOT, ...reads, "COMMIT"], LOAD_LIMIT)).slice(1, -1);
  if (head === undefined)
    throw new ControllerError("ERR_STATE", "the store has lost its last commit");
  // The other connection was faster.
  if (replica.commit !== before) return;
  replica.load(
    { version: Number(head["version"]), id: String(head["id"]) },
    images(replica, found),
  );
  loaded();
}

function* images(
  { tables }: Replica,
  found: readonly (readonly PostgresRow[])[],
): Generator<Image> {
  for (const [index, { name, key }] of tables.entries()) {
    for (const { row } of found[index] ?? []) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- text, bigint and null, as JSON
      const columns = row as Readonly<Record<string, Value>>;
      yield { table: name, key: key.map((column) => columns[column] ?? null), row: columns };
    }
  }
}

function commitsOf(rows: readonly PostgresRow[]): Iterable<LoggedCommit> {
  const commits = new Map<number, Commit & { images: Image[] }>();
  for (const { version: number, id, table, key, row } of rows) {
    if (number === null) continue;
    const version = Number(number);
    const commit = commits.get(version) ?? { version, id: String(id), images: [] };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as commitStatements wrote it
    commit.images.push({ table, key, row } as Image);
    commits.set(version, commit);
  }
  return commits.values();
}
