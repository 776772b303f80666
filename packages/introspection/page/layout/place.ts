// Places along one layer: each name wants to lie at a place of its own, and all keep their order and
// their distance. The least total shift (by squares) is what isotonic regression finds, by pooling
// neighbours that would overlap.

/**
 * Places for things that want `wanted`, in that order.
 * @param offsets - how far each must be from the first at least; rising
 */
export function spread(wanted: readonly number[], offsets: readonly number[]): number[] {
  const pools: Pool[] = [];
  for (const [index, want] of wanted.entries()) {
    let pool: Pool = { sum: want - (offsets[index] ?? 0), size: 1 };
    let last = pools.at(-1);
    while (last !== undefined && meanOf(last) > meanOf(pool)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
      last = pools.at(-1);
    }
    pools.push(pool);
  }
  return pools
    .flatMap((pool) => Array.from({ length: pool.size }, () => meanOf(pool)))
    .map((base, index) => base + (offsets[index] ?? 0));
}

/** Neighbours that lie as near as they may. */
interface Pool {
  readonly sum: number;
  readonly size: number;
}

function meanOf({ sum, size }: Pool): number {
  return sum / size;
}
