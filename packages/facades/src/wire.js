import * as v from "valibot";
import { foldKeys } from "./fold-keys.js";
/** Text; `''` where it is absent. */
export const text = v.nullish(v.string(), "");
/** Text, or nothing to say: `null` on the wire, and where it is absent. */
export const nullableText = v.nullish(v.string(), null);
/** A whole number; 0 where it is absent. */
export const integer = v.nullish(v.pipe(v.number(), v.integer()), 0);
/** Yes or no; no where it is absent. */
export const flag = v.nullish(v.boolean(), false);
/** Anything JSON can say, kept as it is. */
export const anything = v.unknown();
/** Free values by name; none where it is absent. */
export const attributes = v.nullish(v.record(v.string(), v.unknown()), {});
/** A list; empty where it is absent or `null`, which is how Go writes an empty one. */
export function list(item) {
  return v.nullish(v.array(item), []);
}
/** Values of one kind by name; none where it is absent. */
export function map(item) {
  return v.nullish(v.record(v.string(), item), {});
}
/** Marks a member that the writer may leave out; the reader then finds no such key. */
export function optional(schema) {
  return { optional: schema };
}
/** An object with these members; absent, it has the zero value of each. */
export function message(members) {
  const entries = {};
  for (const [name, member] of Object.entries(members)) {
    entries[name] = "optional" in member ? v.optional(member.optional) : member;
  }
  const schema = v.pipe(
    v.custom(isObject, "not an object"),
    v.transform(foldKeys(Object.keys(entries))),
    v.object(entries),
  );
  // The entries are built from `Members<T>`, which holds each member of T with its own schema.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return v.nullish(schema, () => ({}));
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
