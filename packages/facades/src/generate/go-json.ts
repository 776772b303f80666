// The file was made from Go's structs, and says what those look like. Where a type writes its own JSON,
// or JSON has no word for it, that is not what goes over the wire.
import { isAnything, type JsonSchema, referenceOf } from "./json-schema.js";

const TEXT: JsonSchema = { type: "string" };
const TEXT_OR_NULL: JsonSchema = { anyOf: [{ type: "string" }, { type: "null" }] };

/** Types with JSON of their own: what a change of an `AllWatcher` is, versions, macaroons. */
const OWN_JSON: Readonly<Record<string, JsonSchema>> = {
  Macaroon: {},
  Number: TEXT,
  Binary: TEXT,
  Delta: {
    type: "array",
    items: [TEXT, TEXT, { type: "object", patternProperties: { ".*": {} } }],
    minItems: 3,
    maxItems: 3,
  },
};

/** Bytes, which are text in base64, and in the file integers: the members, by what they are in. */
const BYTES: Readonly<Record<string, readonly string[]>> = {
  AddUserResult: ["secret-key"],
  ApplicationMetricCredential: ["metrics-credentials"],
  BytesResult: ["result"],
  CAASUnitIntroduction: ["agent-conf"],
  CharmResource: ["fingerprint"],
  CharmResourceResult: ["fingerprint"],
  MigrationModelInfo: ["model-description"],
  ModelSLA: ["creds"],
  ModelSLAInfo: ["creds"],
  Resource: ["fingerprint"],
  SerializedModel: ["bytes"],
  SSHConnRequestResult: ["ephemeral-public-key"],
  SSHControllerPublicKeyResult: ["public-key"],
};

/** Corrects the schema of a facade. */
export function asOnTheWire(schema: JsonSchema): void {
  const definitions = schema.definitions ?? {};
  for (const [name, definition] of Object.entries(definitions)) {
    const ownJson = OWN_JSON[name];
    if (ownJson !== undefined && Object.hasOwn(OWN_JSON, name)) {
      definitions[name] = structuredClone(ownJson);
      continue;
    }
    const bytes = Object.hasOwn(BYTES, name) ? (BYTES[name] ?? []) : [];
    const { properties = {} } = definition;
    for (const key of bytes) if (properties[key]?.type === "array") properties[key] = { ...TEXT };
    mendValues(definition);
  }
  for (const definition of Object.values(definitions)) unfold(definition, definitions);
}

/** Times that may be `null`, and values of any kind. */
function mendValues(schema: JsonSchema): void {
  for (const values of [schema.properties ?? {}, schema.patternProperties ?? {}]) {
    for (const [name, value] of Object.entries(values)) {
      if (isAnything(value)) values[name] = {};
      // A pointer to a time is `null` where there is none.
      else if (value.format === "date-time") values[name] = structuredClone(TEXT_OR_NULL);
      else mendValues(value);
    }
  }
  const { items } = schema;
  if (items === undefined || Array.isArray(items)) return;
  if (isAnything(items)) schema.items = {};
  else mendValues(items);
}

/**
 * An embedded struct: a member that is called as its type is. Its members are the outer one's, and there
 * is none of its name. The file has them among the outer one's members, or only refers to the type where
 * that is a pointer, which may be without them.
 */
function unfold(
  definition: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  within: readonly JsonSchema[] = [],
): void {
  const { properties = {} } = definition;
  if (within.includes(definition)) return;
  for (const [name, property] of Object.entries(properties)) {
    // An error is a member of that name, which Go has no shorter word for.
    if (referenceOf(property) !== name || name === "Error") continue;
    const embedded = definitions[name];
    if (embedded?.properties === undefined) {
      // A number of a version, which Go writes as the members that are there besides.
      if (embedded === undefined || !Object.hasOwn(OWN_JSON, name)) continue;
    } else {
      unfold(embedded, definitions, [...within, definition]);
      for (const [key, value] of Object.entries(embedded.properties)) properties[key] ??= value;
    }
    delete properties[name];
    definition.required = (definition.required ?? []).filter((key) => key !== name);
  }
}
