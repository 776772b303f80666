// What one schema is in TypeScript: the type of its values, and the expression that reads them.
import { isAnything, type JsonSchema, referenceOf } from "./json-schema.js";
import { key } from "./names.js";

export interface TypeSource {
  readonly type: string;
  /** Of type `Schema<type>`, made from what `@holdfast/facades` offers. */
  readonly reader: string;
}

/** What is known around a schema. */
export interface Surroundings {
  /** How a definition is referred to, in a type and in an expression. */
  readonly refer: (definition: string) => TypeSource;
  /** Notes that the expression uses this export of `@holdfast/facades`. */
  readonly use: (name: string) => string;
  /** A schema that has no type here. */
  readonly refuse: (schema: JsonSchema) => Error;
  /** Whether a member cannot be required, since it would hold itself without end. */
  readonly endless: (member: JsonSchema) => boolean;
}

export function typeSource(schema: JsonSchema, around: Surroundings): TypeSource {
  const { use } = around;
  const definition = referenceOf(schema);
  if (definition !== undefined) return around.refer(definition);
  if (isAnything(schema)) return { type: "unknown", reader: use("anything") };
  if (schema.anyOf !== undefined) return textOrNull(schema, around);
  switch (schema.type) {
    case "string":
      return { type: "string", reader: use("text") };
    case "integer":
      return { type: "number", reader: use("integer") };
    case "number":
      return { type: "number", reader: use("decimal") };
    case "boolean":
      return { type: "boolean", reader: use("flag") };
    case "array":
      return arraySource(schema, around);
    case "object":
      return objectSource(schema, around);
    default:
      throw around.refuse(schema);
  }
}

function textOrNull(schema: JsonSchema, { use, refuse }: Surroundings): TypeSource {
  const types = (schema.anyOf ?? []).map(({ type }) => type);
  const both = types.length === 2 && types.includes("string") && types.includes("null");
  if (!both) throw refuse(schema);
  return { type: "string | null", reader: use("nullableText") };
}

function arraySource(schema: JsonSchema, around: Surroundings): TypeSource {
  const { items = {} } = schema;
  if (Array.isArray(items)) {
    const parts = items.map((item) => typeSource(item, around));
    const reader = `${around.use("tuple")}([${parts.map((part) => part.reader).join(", ")}])`;
    return { type: `[${parts.map(({ type }) => type).join(", ")}]`, reader };
  }
  const { type, reader } = typeSource(items, around);
  const element = type.includes(" ") ? `(${type})` : type;
  return { type: `${element}[]`, reader: `${around.use("list")}(${reader})` };
}

function objectSource(schema: JsonSchema, around: Surroundings): TypeSource {
  const values = schema.patternProperties?.[".*"];
  if (values === undefined) {
    if (schema.patternProperties !== undefined) throw around.refuse(schema);
    const { members, readers } = memberSources(schema, around);
    const type = members.length === 0 ? "Record<string, never>" : `{ ${members.join(" ")} }`;
    return { type, reader: `${around.use("message")}<${type}>({ ${readers.join(", ")} })` };
  }
  if (isAnything(values)) {
    return { type: "{ [name: string]: unknown }", reader: around.use("attributes") };
  }
  const { type, reader } = typeSource(values, around);
  return { type: `{ [name: string]: ${type} }`, reader: `${around.use("map")}(${reader})` };
}

/** The members of an object: a line of its type for each, and one of the expression that reads it. */
export function memberSources(
  schema: JsonSchema,
  around: Surroundings,
): { readonly members: string[]; readonly readers: string[] } {
  const required = new Set(schema.required);
  const members: string[] = [];
  const readers: string[] = [];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const { type, reader } = typeSource(member, around);
    const must = required.has(name) && !around.endless(member);
    members.push(`${key(name)}${must ? "" : "?"}: ${type};`);
    // Whatever may be `undefined` is optional to the compiler, and what may be anything may be that.
    const plain = must && type !== "unknown";
    readers.push(`${key(name)}: ${plain ? reader : `${around.use("optional")}(${reader})`}`);
  }
  return { members, readers };
}
