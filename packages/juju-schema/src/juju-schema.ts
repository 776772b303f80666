import { Ajv, type ValidateFunction } from "ajv";

import { type JujuFacade, messageSchema } from "./juju-facades.js";

/** Says of a message what a real Juju's schema has against it; nothing where it fits. */
export class JujuSchema {
  readonly #facades: readonly JujuFacade[];
  readonly #compiled = new Map<string, ValidateFunction | undefined>();

  constructor(facades: readonly JujuFacade[]) {
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
