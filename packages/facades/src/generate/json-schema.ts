/** JSON schema, as far as a controller's description of its facades uses it. */
export interface JsonSchema {
  type?: string | undefined;
  format?: string | undefined;
  description?: string | undefined;
  $ref?: string | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  definitions?: Record<string, JsonSchema> | undefined;
  patternProperties?: Record<string, JsonSchema> | undefined;
  additionalProperties?: unknown;
  required?: string[] | undefined;
  items?: JsonSchema | JsonSchema[] | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  anyOf?: JsonSchema[] | undefined;
}

/** One facade in one version: `Schema.properties` are its methods, each with `Params` and `Result`. */
export interface JujuFacade {
  Name: string;
  Version: number;
  Description?: string | undefined;
  /** Who may call it, such as `machine-agent`. */
  AvailableTo?: string[] | undefined;
  Schema: JsonSchema;
}

const REFERENCE = "#/definitions/";

/** The name of the definition that is referred to; undefined where it is no reference. */
export function referenceOf({ $ref }: JsonSchema): string | undefined {
  return $ref?.startsWith(REFERENCE) === true ? $ref.slice(REFERENCE.length) : undefined;
}

/** Any value at all, which Go has as an empty interface, and its schema as an object of anything. */
export function isAnything(schema: JsonSchema): boolean {
  const { type, properties, patternProperties, anyOf, $ref, additionalProperties } = schema;
  if (properties !== undefined || patternProperties !== undefined) return false;
  if (anyOf !== undefined || $ref !== undefined) return false;
  return type === undefined || (type === "object" && additionalProperties === true);
}
