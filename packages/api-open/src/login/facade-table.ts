import { bestVersion, decode, FacadeVersions, list } from "@holdfast/facades";

/** Which facades a controller offers on a connection, and in which version we speak each. */
export interface FacadeTable {
  /** The greatest version that both sides know; 0 without any. */
  best(facade: string): number;
  readonly announced: ReadonlyMap<string, readonly number[]>;
}

/** What was announced, as it came, and the table of it. */
interface Known {
  readonly facades: unknown;
  readonly table: FacadeTable;
}

/** So many different tables are kept; controllers of one kind all announce the same. */
const MOST_TABLES = 16;
const tables: Known[] = [];

/**
 * The table of what was announced. A login reply lists some 130 facades, the same for every
 * connection of a kind, so those with one content share one table: it is most of what an idle
 * connection would keep, and reading it most of what a login costs.
 *
 * @throws MalformedMessageError where it is no list of facades
 */
export function facadeTable(facades: unknown): FacadeTable {
  const known = tables.find((each) => sameContent(each.facades, facades));
  if (known !== undefined) return known.table;
  const read = decode(list(FacadeVersions), facades, "result of Admin.Login, its facades");
  const announced = new Map(read.map(({ name, versions }) => [name, versions]));
  const table: FacadeTable = {
    announced,
    best: (facade) => bestVersion(facade, announced.get(facade) ?? []),
  };
  tables.unshift({ facades, table });
  tables.splice(MOST_TABLES);
  return table;
}

/** Compared as they came, key by key; what is written otherwise is read again, and no harm done. */
function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item: unknown, index) => sameContent(item, b[index]))
    );
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameContent(a[key], b[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
