import * as fc from "fast-check";
import type { Schema } from "../../src/index.js";
import type { JsonSchema } from "../../src/generate/index.js";

/** The inside of a schema of valibot, as far as ours use it. */
interface Inside {
  readonly type: string;
  readonly wrapped?: Inside;
  readonly pipe?: readonly Inside[];
  readonly entries?: Readonly<Record<string, Inside>>;
  readonly item?: Inside;
  readonly items?: readonly Inside[];
  readonly value?: Inside;
}

/** Values that one of our descriptions allows: what we may send. */
export function fromOurs(schema: Schema<unknown>): fc.Arbitrary<unknown> {
  return ours(schema);
}

function ours(schema: Inside): fc.Arbitrary<unknown> {
  const inner = schema.pipe?.at(-1) ?? schema;
  switch (inner.type) {
    case "nullish":
    case "optional":
      return ours(inner.wrapped ?? inner);
    case "string":
      return fc.string({ maxLength: 5 });
    case "integer":
      return fc.integer();
    case "boolean":
      return fc.boolean();
    case "array":
      // What may be anything is of Juju's making, and only passed on: we send none of it.
      return inner.item?.type === "unknown"
        ? fc.constant([])
        : fc.array(ours(inner.item ?? inner), { maxLength: 3 });
    case "tuple":
      return fc.tuple(...(inner.items ?? []).map(ours));
    case "record":
      return inner.value?.type === "unknown"
        ? fc.constant({})
        : fc.dictionary(fc.constantFrom("a", "b", "c"), ours(inner.value ?? inner));
    case "object":
      return members(inner.entries ?? {});
    default:
      throw new Error(`no values for the type ${inner.type}`);
  }
}

function members(entries: Readonly<Record<string, Inside>>): fc.Arbitrary<unknown> {
  const sent = Object.entries(entries).filter(
    ([, entry]) => !(entry.type === "optional" && entry.wrapped?.type === "unknown"),
  );
  const model = Object.fromEntries(sent.map(([name, entry]) => [name, ours(entry)]));
  const requiredKeys = sent.filter(([, { type }]) => type !== "optional").map(([name]) => name);
  return fc.record(model, { requiredKeys });
}

/** Machines hold machines, without end; deeper than this there are none. */
const DEEPEST = 8;

/** Values that Juju's schema allows: what we may be sent. */
export function fromJuju(root: JsonSchema): fc.Arbitrary<unknown> {
  const value = (schema: JsonSchema, depth: number): fc.Arbitrary<unknown> => {
    if (schema.$ref !== undefined) {
      return value(root.definitions?.[schema.$ref.slice("#/definitions/".length)] ?? {}, depth);
    }
    if (schema.anyOf !== undefined)
      return fc.oneof(...schema.anyOf.map((each) => value(each, depth)));
    switch (schema.type) {
      case "string":
        return fc.string({ maxLength: 5 });
      case "integer":
        return fc.integer();
      case "number":
        return fc.double({ noNaN: true, noDefaultInfinity: true });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "array":
        if (Array.isArray(schema.items)) {
          return fc.tuple(...schema.items.map((item) => value(item, depth + 1)));
        }
        return depth > DEEPEST ||
          schema.items === undefined ||
          Object.keys(schema.items).length === 0
          ? fc.constant([])
          : fc.array(value(schema.items, depth + 1), { maxLength: 2 });
      case "object":
        return object(schema, depth + 1);
      default:
        return fc.constant({});
    }
  };
  const object = (schema: JsonSchema, depth: number): fc.Arbitrary<unknown> => {
    const values = schema.patternProperties?.[".*"];
    if (values !== undefined) {
      return depth > DEEPEST
        ? fc.constant({})
        : fc.dictionary(fc.constantFrom("a", "b", "c"), value(values, depth), { maxKeys: 2 });
    }
    const properties = Object.entries(schema.properties ?? {});
    const model = Object.fromEntries(properties.map(([name, each]) => [name, value(each, depth)]));
    const required = (schema.required ?? []).filter((name) => name in model);
    return fc.record(model, { requiredKeys: required });
  };
  return value(root, 0);
}
