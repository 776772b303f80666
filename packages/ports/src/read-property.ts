/**
 * What stands under `key` in `value`, whatever `value` is: undefined where it is no object, has no
 * such property, or throws when it is asked, as a getter or a revoked proxy may.
 */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object may have any property
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}
