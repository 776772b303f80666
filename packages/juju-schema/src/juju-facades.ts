import fs from "node:fs";
import path from "node:path";
import process from "node:process";

/** JSON schema, as far as the file uses it. */
export interface JsonSchema {
  type?: string;
  format?: string;
  $ref?: string;
  properties?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean;
  required?: string[];
  items?: JsonSchema | JsonSchema[];
  minItems?: number;
  maxItems?: number;
  anyOf?: JsonSchema[];
}

export interface JujuFacade {
  readonly Name: string;
  readonly Version: number;
  readonly Schema: JsonSchema;
}

const FILE =
  process.env["JUJU_FACADES_SCHEMA"] ??
  path.resolve(import.meta.dirname, "../../../../shared/reference/juju-facades.json");

/** The releases whose facades there are files of: one of Juju 3.6, and beside it one of Juju 4.1. */
export const SCHEMA_RELEASES = ["3.6", "4.1"] as const;

export type SchemaRelease = (typeof SCHEMA_RELEASES)[number];

const FILES: Readonly<Record<SchemaRelease, string>> = {
  "3.6": FILE,
  "4.1": path.join(path.dirname(FILE), "juju-facades-4.json"),
};

/**
 * The facades of a real Juju, as JSON schema; undefined where the file is not at hand, since it is no
 * part of this repository: the environment variable JUJU_FACADES_SCHEMA names that of 3.6, beside
 * which `juju-facades-4.json` is that of 4.1.
 */
export function jujuFacades(release: SchemaRelease = "3.6"): readonly JujuFacade[] | undefined {
  const file = FILES[release];
  if (!fs.existsSync(file)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file is of this kind
  const facades = JSON.parse(fs.readFileSync(file, "utf8")) as JujuFacade[];
  for (const facade of facades) asOnTheWire(facade.Schema);
  return facades;
}

/** What a change of an `AllWatcher` is: what kind of thing, `change` or `remove`, and the thing. */
const TUPLE: JsonSchema = {
  type: "array",
  items: [{ type: "string" }, { type: "string" }, { type: "object", additionalProperties: true }],
  minItems: 3,
  maxItems: 3,
};

/**
 * The file was made from Go's structs, and says what those look like; where a type writes its own
 * JSON, or JSON has no word for it, that is not what goes over the wire.
 */
function asOnTheWire(schema: JsonSchema): void {
  const definitions = schema.definitions ?? {};
  for (const definition of Object.values(definitions)) visit(definition);
  // An embedded struct: its members are the outer one's, and there is none of its name.
  const { HostPort } = definitions;
  if (HostPort !== undefined) {
    HostPort.required = (HostPort.required ?? []).filter((name) => name !== "Address");
  }
  // Bytes, which are text in base64.
  const secretKey = definitions["AddUserResult"]?.properties?.["secret-key"];
  if (secretKey !== undefined) Object.assign(secretKey, { type: "string", items: undefined });
  // Types with JSON of their own.
  if (definitions["Macaroon"] !== undefined) definitions["Macaroon"] = {};
  if (definitions["Number"] !== undefined) definitions["Number"] = { type: "string" };
  if (definitions["Binary"] !== undefined) definitions["Binary"] = { type: "string" };
  if (definitions["Delta"] !== undefined) definitions["Delta"] = TUPLE;
}

function visit(schema: JsonSchema): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    // A pointer to a time is `null` where there is none.
    if (property.format === "date-time" && schema.properties !== undefined) {
      schema.properties[name] = { anyOf: [{ type: "string" }, { type: "null" }] };
    }
    // Any value at all, which Go has as an empty interface.
    if (isAnything(property) && schema.properties !== undefined) schema.properties[name] = {};
    visit(property);
  }
  // Any value of a Go map of anything, not only objects.
  const { patternProperties = {} } = schema;
  const any = patternProperties[".*"];
  if (any !== undefined && isAnything(any)) patternProperties[".*"] = {};
}

const isAnything = ({ type, additionalProperties }: JsonSchema): boolean =>
  type === "object" && additionalProperties === true;

/** The schema of what goes one way in a method; undefined where that is nothing. */
export function messageSchema(
  facade: JujuFacade,
  method: string,
  way: "Params" | "Result",
): JsonSchema | undefined {
  const message = facade.Schema.properties?.[method]?.properties?.[way];
  if (message === undefined) return undefined;
  return { ...message, definitions: facade.Schema.definitions ?? {} };
}
