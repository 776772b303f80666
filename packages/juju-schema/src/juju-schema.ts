import { Ajv, type ValidateFunction } from "ajv";

/** One facade in one version, with the JSON schema of its messages as they go over the wire. */
export interface DescribedFacade {
  readonly Name: string;
  readonly Version: number;
  readonly Schema: MethodSchemas;
}

interface MethodSchemas {
  readonly properties?: Readonly<Record<string, MessageSchemas>> | undefined;
  readonly definitions?: object | undefined;
}

interface MessageSchemas {
  readonly properties?: Readonly<Record<string, object>> | undefined;
}

/** JSON schema, for whoever reads it. */
// oxlint-disable-next-line typescript/no-explicit-any -- whatever a schema has
export type AnyJsonSchema = Readonly<Record<string, any>>;

/** The schema of what goes one way in a method; undefined where that is nothing. */
export function messageSchema(
  facade: DescribedFacade,
  method: string,
  way: "Params" | "Result",
): AnyJsonSchema | undefined {
  const message = facade.Schema.properties?.[method]?.properties?.[way];
  if (message === undefined) return undefined;
  // A schema of JSON holds JSON alone: no member that is there and undefined.
  const said: unknown = JSON.parse(
    JSON.stringify({ ...message, definitions: facade.Schema.definitions ?? {} }),
  );
  return Object(said);
}

/** Says of a message what a real Juju's schema has against it; nothing where it fits. */
export class JujuSchema {
  readonly #facades: readonly DescribedFacade[];
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor(facades: readonly DescribedFacade[]) {
    this.#facades = facades;
  }

  /**
   * @param way - the parameters of the method, or its result
   * @param version - of the facade; any where it is left out
   * @throws Error where Juju has no such method
   */
  faults(
    facade: string,
    method: string,
    way: "Params" | "Result",
    message: unknown,
    version?: number,
  ): unknown {
    const key = `${facade} ${version}.${method} ${way}`;
    if (!this.#compiled.has(key)) {
      this.#compiled.set(key, this.#compile(facade, version, method, way));
    }
    const validate = this.#compiled.get(key);
    // What has no parameters, or no result, has an empty object on the wire.
    if (validate === undefined) return JSON.stringify(message) === "{}" ? [] : message;
    return validate(message) ? [] : validate.errors;
  }

  /** Whether that version of the facade is described, and has the method. */
  has(facade: string, version: number, method: string): boolean {
    return this.#facades.some(
      (one) =>
        one.Name === facade &&
        one.Version === version &&
        one.Schema.properties?.[method] !== undefined,
    );
  }

  #compile(
    name: string,
    version: number | undefined,
    method: string,
    way: "Params" | "Result",
  ): ValidateFunction | undefined {
    const facade = this.#facades.find(
      (one) => one.Name === name && (version === undefined || one.Version === version),
    );
    if (facade?.Schema.properties?.[method] === undefined) {
      throw new Error(`Juju has no ${name}.${method}`);
    }
    const schema = messageSchema(facade, method, way);
    return schema && new Ajv({ strict: false, allErrors: true }).compile(schema);
  }
}
