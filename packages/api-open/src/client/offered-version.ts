import { type AnyFacade, bestVersion } from "@holdfast/facades";

import type { ApiCaller } from "../contract/api-caller.js";
import { FacadeUnavailableError } from "../errors.js";

/**
 * The version to speak of a facade: the best that it is described in and the controller offers here;
 * 0 without any. For who does otherwise with one release than with another.
 */
export function offeredVersion(
  caller: Pick<ApiCaller, "facades">,
  facade: Pick<AnyFacade, "name" | "version" | "versions">,
): number {
  return bestVersion(facade, caller.facades.get(facade.name) ?? []);
}

/** The same. @throws FacadeUnavailableError where there is none */
export function requireVersion(
  caller: Pick<ApiCaller, "facades">,
  facade: Pick<AnyFacade, "name" | "version" | "versions">,
): number {
  const version = offeredVersion(caller, facade);
  if (version !== 0) return version;
  const { name, versions = [facade.version] } = facade;
  throw new FacadeUnavailableError(name, versions, caller.facades.get(name) ?? []);
}
