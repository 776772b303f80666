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
   * @throws Error where Juju has no such method
   */
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
    if (facade?.Schema.properties?.[method] === undefined) {
      throw new Error(`Juju has no ${name}.${method}`);
    }
    const schema = messageSchema(facade, method, way);
    return schema && new Ajv({ strict: false, allErrors: true }).compile(schema);
  }
}
