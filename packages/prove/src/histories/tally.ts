/** Counts by pairs of names. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>();

  add(one: string, other: string): void {
    const row = this.#counts.get(one) ?? new Map<string, number>();
    row.set(other, (row.get(other) ?? 0) + 1);
    this.#counts.set(one, row);
  }

  counts(): ReadonlyMap<readonly [string, string], number> {
    const all = new Map<readonly [string, string], number>();
    for (const [one, row] of this.#counts) {
      for (const [other, count] of row) all.set([one, other], count);
    }
    return all;
  }
}
