import { bestVersion, decode, FacadeVersions, list } from "@holdfast/facades";

import { sameContent } from "../same-content.js";

/** The facades that a controller announced on a connection, and the version to use of each. */
export interface FacadeTable {
  /** The greatest version that both sides know; 0 without any. */
  best(facade: string): number;
  readonly announced: ReadonlyMap<string, readonly number[]>;
}

/** A list of facades as it was received, and the table made from it. */
interface CachedTable {
  readonly facades: unknown;
  readonly table: FacadeTable;
}

/** Number of tables cached; controllers of one release all announce the same. */
const MAX_TABLES = 16;
const tables: CachedTable[] = [];

/**
 * The table of an announced list. A login reply lists some 130 facades, the same on every connection
 * to one kind of controller, so equal lists share one table: it would be most of the memory of an
 * idle connection, and decoding it most of the cost of a login.
 *
 * @throws MalformedMessageError where it is no list of facades
 */
export function facadeTable(facades: unknown): FacadeTable {
  // A list that is only written differently is decoded again.
  const known = tables.find((each) => sameContent(each.facades, facades));
  if (known !== undefined) return known.table;
  const read = decode(list(FacadeVersions), facades, "result of Admin.Login, its facades");
  const announced = new Map(read.map(({ name, versions }) => [name, versions]));
  const table: FacadeTable = {
    announced,
    best: (facade) => bestVersion(facade, announced.get(facade) ?? []),
  };
  tables.unshift({ facades, table });
  tables.splice(MAX_TABLES);
  return table;
}
