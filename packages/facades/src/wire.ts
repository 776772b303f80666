import * as v from "valibot";
import { foldKeys } from "./fold-keys.js";

// Reading is as tolerant as Go's decoder, which is what peers were written against: unknown keys are
// ignored, keys match in any case, and an absent value or `null` leaves the zero value of its type.
// So every schema here reads `null` and `undefined`, and every message has all its required members.

/** How one value of type `T` is read from the wire. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** A member that may be left out. Made by {@link optional}. */
export interface OptionalMember<T> {
  readonly optional: Schema<T>;
}

/** The members of a message, complete, each as the type says: required or optional. */
export type Members<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? OptionalMember<Exclude<T[K], undefined>>
    : Schema<T[K]>;
};

/** Text; `''` where it is absent. */
export const text: Schema<string> = v.nullish(v.string(), "");
/** Text, or nothing to say: `null` on the wire, and where it is absent. */
export const nullableText: Schema<string | null> = v.nullish(v.string(), null);
/** A whole number; 0 where it is absent. */
export const integer: Schema<number> = v.nullish(v.pipe(v.number(), v.integer()), 0);
/** A number; 0 where it is absent. */
export const decimal: Schema<number> = v.nullish(v.number(), 0);
/** Yes or no; no where it is absent. */
export const flag: Schema<boolean> = v.nullish(v.boolean(), false);
/** Anything JSON can say, kept as it is. */
export const anything: Schema<unknown> = v.unknown();
/** Free values by name; none where it is absent. */
export const attributes: Schema<Record<string, unknown>> = v.nullish(
  v.record(v.string(), v.unknown()),
  {},
);

/** A list; empty where it is absent or `null`, which is how Go writes an empty one. */
/* @__NO_SIDE_EFFECTS__ */
export function list<T>(item: Schema<T>): Schema<T[]> {
  return v.nullish(v.array(item), []);
}

/** Values of one kind by name; none where it is absent. */
/* @__NO_SIDE_EFFECTS__ */
export function map<T>(item: Schema<T>): Schema<Record<string, T>> {
  return v.nullish(v.record(v.string(), item), {});
}

/** So many values in this order, each of its own kind. */
/* @__NO_SIDE_EFFECTS__ */
export function tuple<const T extends readonly unknown[]>(items: {
  readonly [K in keyof T]: Schema<T[K]>;
}): Schema<{ -readonly [K in keyof T]: T[K] }> {
  return v.tuple([...items]);
}

/** What is described elsewhere, and maybe only later: for messages that hold messages of their own kind. */
/* @__NO_SIDE_EFFECTS__ */
export function lazy<T>(schema: () => Schema<T>): Schema<T> {
  return v.lazy(schema);
}

/** Marks a member that the writer may leave out; the reader then finds no such key. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(schema: Schema<T>): OptionalMember<T> {
  return { optional: schema };
}

/** An object with these members; absent, it has the zero value of each. */
/* @__NO_SIDE_EFFECTS__ */
export function message<T extends object>(members: Members<NoInfer<T>>): Schema<T> {
  const entries: Record<string, v.GenericSchema> = {};
  for (const [name, member] of Object.entries<Schema<unknown> | OptionalMember<unknown>>(members)) {
    entries[name] = "optional" in member ? v.optional(member.optional) : member;
  }
  const schema = v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isObject, "not an object"),
    v.transform(foldKeys(Object.keys(entries))),
    v.object(entries),
  );
  // The entries are built from `Members<T>`, which holds each member of T with its own schema.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return v.nullish(schema, () => ({})) as unknown as Schema<T>;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
