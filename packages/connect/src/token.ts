import type { InjectionToken } from "./di.js";

/**
 * A token that remembers, for the compiler, what it stands for. It is made with `Symbol.for`, so two
 * copies of a package (a plugin's and the agent's) still mean the same token.
 *
 * @param name - by convention `package:Name`, e.g. `@acme/holdfast-connect-vault:Client`
 */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol.for(name);
}
