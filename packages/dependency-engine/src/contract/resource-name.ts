declare const resource: unique symbol;
declare const literal: unique symbol;

/**
 * The name of what a manifold offers: a string that remembers, for the compiler, the type `T` of
 * the output (and, where it came from `resourceNames`, the name itself). A name of something
 * narrower serves wherever a wider one is asked for: what gives a `Connection` gives an `ApiCaller`.
 */
export type ResourceName<T, Name extends string = string> = string & {
  readonly [resource]: () => T;
  readonly [literal]: Name;
};

/** What a name stands for. */
// oxlint-disable-next-line typescript/no-explicit-any -- any Name will do
export type ResourceOf<N> = N extends ResourceName<infer T, any> ? T : never;

/**
 * A name for something of type `T`: `resourceName<Database>("database")`. Two calls with one text
 * are one name, so keep each in one place and export it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resourceName } from "@holdfast/dependency-engine";
 *
 * const databaseName = resourceName<{ query(sql: string): string }>("database");
 * assert.equal(databaseName, "database"); // a string, of which the compiler knows what it names
 * ```
 */
export function resourceName<T>(name: string): ResourceName<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand exists for the compiler only
  return name as ResourceName<T>;
}

/**
 * A catalogue of names, so that two names of one type are told apart too.
 *
 * @example
 * ```ts
 * import { resourceNames } from "@holdfast/dependency-engine";
 *
 * interface Database {
 *   query(sql: string): string;
 * }
 * const name = resourceNames<{ primary: Database; replica: Database }>();
 * export const primary = name("primary"); // ResourceName<Database, "primary">
 * export const replica = name("replica");
 * ```
 */
export function resourceNames<Catalogue extends object>(): <N extends keyof Catalogue & string>(
  name: N,
) => ResourceName<Catalogue[N], N> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand exists for the compiler only
  return (name) => name as never;
}
