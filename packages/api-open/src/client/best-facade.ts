import type { AnyFacade } from "@holdfast/facades";

import type { ApiCaller } from "../contract/api-caller.js";
import { FacadeUnavailableError } from "../errors.js";
import { offeredVersion } from "./offered-version.js";

/**
 * Of several descriptions of one facade, such as those generated for two releases, that of the greatest
 * version that the controller offers here. By its `version` the compiler tells them apart.
 *
 * @throws FacadeUnavailableError where it offers none of them: it says which versions it does offer
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestFacade, facadeClient } from "@holdfast/api-open";
 * import { defineFacade, Empty, message, text } from "@holdfast/facades";
 *
 * const Tides1 = defineFacade<{ At(params: Empty): { height: string } }, 1>({
 *   name: "Tides",
 *   version: 1,
 *   methods: { At: { params: Empty, result: message({ height: text }) } },
 * });
 * const Tides2 = defineFacade<{ In(params: { harbour: string }): { height: string } }, 2>({
 *   name: "Tides",
 *   version: 2,
 *   methods: { In: { params: message({ harbour: text }), result: message({ height: text }) } },
 * });
 * // A connection's own, as the controller announced them
 * const caller = { facades: new Map([["Tides", [1, 2]]]), call: async () => ({ height: "high" }) };
 *
 * const tides = bestFacade(caller, Tides1, Tides2);
 * const { height } =
 *   tides.version === 2
 *     ? await facadeClient(caller, tides).In({ harbour: "north" })
 *     : await facadeClient(caller, tides).At();
 * assert.equal(height, "high");
 * assert.equal(tides.version, 2);
 * ```
 */
export function bestFacade<const F extends readonly [AnyFacade, ...AnyFacade[]]>(
  caller: Pick<ApiCaller, "facades">,
  ...facades: F
): F[number] {
  const [first] = facades;
  const best = facades.reduce((one, other) =>
    offeredVersion(caller, other) > offeredVersion(caller, one) ? other : one,
  );
  if (offeredVersion(caller, best) > 0) return best;
  const known = facades.flatMap(({ version, versions = [version] }) => versions);
  throw new FacadeUnavailableError(first.name, known, caller.facades.get(first.name) ?? []);
}
