/**
 * The name nearest to `wanted`, or undefined where none is near enough to be a slip of the pen:
 * a third of its letters may differ, and two neighbours that changed places count as one.
 */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    if (name === wanted || Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`: the optimal
 * string alignment distance (Damerau and Levenshtein), by dynamic programming over three rows.
 */
function editDistance(a: string, b: string): number {
  let twoBack: number[] = [];
  let back = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(back, column) + 1,
          at(current, column - 1) + 1,
          at(back, column - 1) + (same ? 0 : 1),
          swapped ? at(twoBack, column - 2) + 1 : Infinity,
        ),
      );
    }
    twoBack = back;
    back = current;
  }
  return at(back, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
