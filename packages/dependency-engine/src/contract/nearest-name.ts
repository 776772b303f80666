/** No more letters than this may differ, however long the names: it bounds the work as well. */
const MOST = 10;

/** Three rows of a table of distances, written anew for each name. */
type Table = [number[], number[], number[]];

/**
 * The name nearest to `wanted`, or undefined where none is near enough to be a slip of the pen:
 * a third of its letters may differ (and no more than ten), and two neighbours that changed places
 * count as one.
 */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.min(MOST, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  const table: Table = [[], [], []];
  for (const name of names) {
    if (name === wanted || Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name, least, table);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
    if (least === 1) break;
  }
  return nearest;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b` (the optimal
 * string alignment distance); `limit`, or more, where there are as many. What both have in front and at the end is passed over, and of the
 * table only the band is filled in which there can be less (Ukkonen, "Algorithms for approximate
 * string matching", 1985).
 */
function editDistance(a: string, b: string, limit: number, table: Table): number {
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  if (Math.abs(rows - columns) >= limit) return limit;
  let [twoBack, back, current] = table;
  for (let column = 0; column <= columns + 1; column += 1) {
    back[column] = column <= limit ? column : Infinity;
  }
  for (let row = 1; row <= rows; row += 1) {
    const first = Math.max(1, row - limit);
    const last = Math.min(columns, row + limit);
    current[first - 1] = first === 1 ? row : Infinity;
    current[last + 1] = Infinity;
    let least = at(current, first - 1);
    for (let column = first; column <= last; column += 1) {
      const letter = a.charCodeAt(start + row - 1);
      const other = b.charCodeAt(start + column - 1);
      const swapped =
        row > 1 &&
        column > 1 &&
        letter === b.charCodeAt(start + column - 2) &&
        a.charCodeAt(start + row - 2) === other;
      const distance = Math.min(
        at(back, column) + 1,
        at(current, column - 1) + 1,
        at(back, column - 1) + (letter === other ? 0 : 1),
        swapped ? at(twoBack, column - 2) + 1 : Infinity,
      );
      current[column] = distance;
      if (distance < least) least = distance;
    }
    if (least >= limit) return limit;
    [twoBack, back, current] = [back, current, twoBack];
  }
  return at(back, columns);
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  return length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (
    length < most &&
    a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)
  ) {
    length += 1;
  }
  return length;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
