// What a controller's schema file must look like, so that no other file is half understood.
import * as v from "valibot";

import { GenerateError } from "./errors.js";
import { asOnTheWire } from "./go-json.js";
import { type JsonSchema, type JujuFacade, referenceOf } from "./json-schema.js";

const jsonSchema: v.GenericSchema<JsonSchema> = v.object({
  type: v.optional(v.string()),
  format: v.optional(v.string()),
  description: v.optional(v.string()),
  $ref: v.optional(v.string()),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => jsonSchema),
    ),
  ),
  definitions: v.optional(
    v.record(
      v.string(),
      v.lazy(() => jsonSchema),
    ),
  ),
  patternProperties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => jsonSchema),
    ),
  ),
  additionalProperties: v.optional(v.unknown()),
  required: v.optional(v.array(v.string())),
  items: v.optional(v.union([v.lazy(() => jsonSchema), v.array(v.lazy(() => jsonSchema))])),
  minItems: v.optional(v.number()),
  maxItems: v.optional(v.number()),
  anyOf: v.optional(v.array(v.lazy(() => jsonSchema))),
});

const facade: v.GenericSchema<JujuFacade> = v.object({
  Name: v.pipe(v.string(), v.regex(/^[A-Za-z]\w*$/)),
  Version: v.pipe(v.number(), v.integer(), v.minValue(0)),
  Description: v.optional(v.string()),
  AvailableTo: v.optional(v.array(v.string())),
  Schema: jsonSchema,
});

/**
 * Reads the file in which a controller describes its facades (`schema.json` of Juju's API server): a
 * list of facades, each in one version with the JSON schema of its messages. Corrected where the file,
 * which was made from Go's structs, says otherwise than what goes over the wire.
 *
 * @param file names it in errors
 * @throws GenerateError ERR_SCHEMA_FILE where it is no JSON; ERR_SCHEMA_SHAPE, with the place, where
 * it describes no facades
 */
export function parseSchema(text: string, file: string): JujuFacade[] {
  const result = v.safeParse(v.array(facade), parseJson(text, file), { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const place = v.getDotPath(issue);
    const where = place === null ? "" : `, at ${place}`;
    const expected = issue.expected ?? "a controller's facades";
    throw wrongShape(file, `expected ${expected}, found ${issue.received}${where}`);
  }
  if (result.output.length === 0) throw wrongShape(file, "it describes no facade");
  for (const each of result.output) checkReferences(each, file);
  for (const each of result.output) asOnTheWire(each.Schema);
  return result.output;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GenerateError("ERR_SCHEMA_FILE", `${file} is not JSON`, { cause });
  }
}

function wrongShape(file: string, what: string): GenerateError {
  return new GenerateError(
    "ERR_SCHEMA_SHAPE",
    `${file} is not a controller's schema, a list of { Name, Version, Schema }: ${what}`,
  );
}

/** Whatever a schema refers to must be there. */
function checkReferences({ Name, Version, Schema }: JujuFacade, file: string): void {
  const known = Schema.definitions ?? {};
  const visit = (schema: JsonSchema): void => {
    const { $ref, properties = {}, patternProperties = {}, items = [], anyOf = [] } = schema;
    const name = referenceOf(schema);
    if ($ref !== undefined && (name === undefined || !Object.hasOwn(known, name))) {
      throw wrongShape(file, `${Name} ${Version} refers to ${$ref}, which it does not define`);
    }
    for (const each of Object.values(properties)) visit(each);
    for (const each of Object.values(patternProperties)) visit(each);
    for (const each of [items, anyOf].flat()) visit(each);
  };
  visit(Schema);
  for (const each of Object.values(known)) visit(each);
}
