import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { Ajv, type ValidateFunction } from "ajv";

interface JsonSchema {
  readonly $ref?: string;
  readonly format?: string;
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  additionalProperties?: boolean;
  required?: string[];
  type?: string;
  anyOf?: JsonSchema[];
}

interface JujuFacade {
  readonly Name: string;
  readonly Version: number;
  readonly Schema: JsonSchema;
}

const FILE =
  process.env["JUJU_FACADES_SCHEMA"] ??
  path.resolve(import.meta.dirname, "../../../../../shared/reference/juju-facades.json");

/** Whether the schema of a real Juju is at hand; it is no part of this repository. */
export const hasJujuSchema: boolean = fs.existsSync(FILE);

/** Says of a message what a real Juju's schema has against it; nothing where it fits. */
export class JujuSchema {
  readonly #facades: readonly JujuFacade[];
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor() {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file is of this kind
    this.#facades = JSON.parse(fs.readFileSync(FILE, "utf8")) as JujuFacade[];
    for (const { Schema } of this.#facades) asOnTheWire(Schema.definitions ?? {});
  }

  /** @param way - the parameters of the method, or its result */
  faults(facade: string, method: string, way: "Params" | "Result", message: unknown): unknown {
    const key = `${facade}.${method} ${way}`;
    if (!this.#compiled.has(key)) this.#compiled.set(key, this.#compile(facade, method, way));
    const validate = this.#compiled.get(key);
    // What has no parameters, or no result, has an empty object on the wire.
    if (validate === undefined) return JSON.stringify(message) === "{}" ? [] : message;
    return validate(message) ? [] : validate.errors;
  }

  #compile(name: string, method: string, way: "Params" | "Result"): ValidateFunction | undefined {
    const facade = this.#facades.find((one) => one.Name === name);
    const described = facade?.Schema.properties?.[method];
    if (described === undefined) throw new Error(`Juju has no ${name}.${method}`);
    const schema = described.properties?.[way];
    if (schema === undefined) return undefined;
    const definitions = facade?.Schema.definitions ?? {};
    return new Ajv({ strict: false, allErrors: true }).compile({ ...schema, definitions });
  }
}

// The file was made from Go's structs. Where a type writes its own JSON, a pointer may be null, or an
// embedded struct has no name of its own, that is not what a real Juju puts on the wire.
function asOnTheWire(definitions: Record<string, JsonSchema>): void {
  for (const definition of Object.values(definitions)) allowNulls(definition);
  const { HostPort } = definitions;
  if (HostPort !== undefined) {
    HostPort.required = (HostPort.required ?? []).filter((name) => name !== "Address");
  }
  if (definitions["Macaroon"] !== undefined) definitions["Macaroon"] = {};
  if (definitions["Number"] !== undefined) definitions["Number"] = { type: "string" };
  if (definitions["Delta"] !== undefined) definitions["Delta"] = { type: "array" };
}

function allowNulls(schema: JsonSchema): void {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.format === "date-time" && schema.properties !== undefined) {
      schema.properties[name] = { anyOf: [{ type: "string" }, { type: "null" }] };
    }
    allowNulls(property);
  }
  const any = schema.patternProperties?.[".*"]?.additionalProperties === true;
  if (any) schema.patternProperties = { ".*": {} };
}
