import type { InjectionToken } from "./di.js";

/**
 * A token that remembers, for the compiler, what it stands for. It is made with `Symbol.for`, so two
 * copies of a package (a plugin's and the agent's) still mean the same token.
 *
 * @param name - by convention `package:Name`, e.g. `@acme/holdfast-connect-vault:Client`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createContainer, token } from "@holdfast/connect/agent";
 *
 * interface VaultClient {
 *   read(path: string): Promise<string>;
 * }
 * const CLIENT = token<VaultClient>("@acme/holdfast-connect-vault:Client");
 * const container = createContainer();
 * container.register(CLIENT, { useValue: { read: async (path) => `the secret at ${path}` } });
 * assert.equal(await container.resolve(CLIENT).read("kv/a"), "the secret at kv/a");
 * ```
 */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol.for(name);
}
