import type { AnyFacade, FacadeCallOptions, FacadeClient } from "@holdfast/facades";
import { decode } from "@holdfast/facades";
import type { ApiCaller } from "../contract/api-caller.js";
import { requireVersion } from "./offered-version.js";

/** The part of an `ApiCaller` that calls go through. */
export type FacadeCaller = Pick<ApiCaller, "facades" | "call">;

type AnyMethod = (params?: unknown, options?: FacadeCallOptions) => Promise<unknown>;

/**
 * A typed client for one facade, in the best version that it is described in and the controller
 * offers. Each call rejects as `ApiCaller.call` does, and with
 * `MalformedMessageError` where the reply does not have the facade's shape.
 *
 * @param options.id the object to ask, such as a watcher
 * @throws FacadeUnavailableError where the controller offers the facade in none of its versions
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiOpen, facadeClient, onlyResult } from "@holdfast/api-open";
 * import { startController } from "@holdfast/controller";
 * import { Agent } from "@holdfast/facades";
 * import { machineTag, modelTag } from "@holdfast/names";
 *
 * const controller = await startController({ dataDir: "./controller" });
 * const { tag, model, nonce, password } = await controller.addMachine({ id: "0" });
 * const { address, caCert } = controller;
 * const who = { tag: machineTag("0"), modelTag: modelTag(model), nonce, password };
 * const connection = await apiOpen({ addrs: [address], caCert, ...who }, {});
 *
 * const agent = facadeClient(connection, Agent); // every method, typed, from one description
 * const { entities } = await agent.GetEntities({ entities: [{ tag }] });
 * assert.equal(onlyResult(entities).life, "alive");
 * await connection.close();
 * await controller[Symbol.asyncDispose]();
 * ```
 */
export function facadeClient<F extends AnyFacade>(
  caller: FacadeCaller,
  facade: F,
  options: { readonly id?: string } = {},
): FacadeClient<F> {
  const { name, methods } = facade;
  requireVersion(caller, facade);
  const client: Record<string, AnyMethod> = {};
  for (const [method, { result }] of Object.entries(methods)) {
    const what = `result of ${name}.${method}`;
    client[method] = async (params, { signal, timeout } = {}) => {
      // Each time anew: a caller that reconnects may come to another release.
      const version = requireVersion(caller, facade);
      const request = { facade: name, version, method, params, ...options };
      return decode(result, await caller.call({ ...request, signal, timeout }), what);
    };
  }
  // One function for each method of the facade, whose results its own schemas have read.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return client as FacadeClient<F>;
}
