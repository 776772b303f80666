import { BoundedMap } from "../bounded-map.js";
import { bestVersion, type FacadeVersions } from "@holdfast/facades";

/** Which facades a controller offers on a connection, and in which version we speak each. */
export interface FacadeTable {
  /** The greatest version that both sides know; 0 without any. */
  best(facade: string): number;
  readonly announced: ReadonlyMap<string, readonly number[]>;
}

/** So many different tables are kept; controllers of one kind all have the same. */
const MOST_TABLES = 16;
const tables = new BoundedMap<FacadeTable>(MOST_TABLES);

/**
 * The table of what was announced. A login reply lists some 130 facades, the same for every
 * connection of a kind, so those with one content share one table: it is most of what an idle
 * connection would keep.
 */
export function facadeTable(facades: readonly FacadeVersions[]): FacadeTable {
  const key = JSON.stringify(facades);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const announced = new Map(facades.map(({ name, versions }) => [name, versions]));
  const table: FacadeTable = {
    announced,
    best: (facade) => bestVersion(facade, announced.get(facade) ?? []),
  };
  tables.set(key, table);
  return table;
}
