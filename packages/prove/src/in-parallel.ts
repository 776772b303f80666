/** Runs a task for each item, `width` of them at a time. */
export async function inParallel<T>(
  width: number,
  items: readonly T[],
  task: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const lanes = Array.from({ length: width }, async () => {
    for (const item of left) await task(item);
  });
  await Promise.all(lanes);
}
