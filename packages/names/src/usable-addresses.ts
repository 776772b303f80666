import { isHostPort } from "./host-port.js";

/** How many addresses are remembered: more than any set of controllers has, and few enough to write. */
const MOST = 64;

/** What can be remembered of the addresses that a controller announced. */
export interface UsableAddresses {
  /** `host:port`, in the order announced, each once; empty where none can be one. */
  readonly addresses: readonly string[];
  /** How many were left out: not `host:port`, or beyond the 64 that are remembered. */
  readonly dropped: number;
}

/**
 * What is remembered of the addresses that a controller announced. The one that the connection
 * was made by stays as a last resort, behind them: that the new ones lead anywhere is not shown yet.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { usableAddresses } from "@holdfast/names";
 *
 * const announced = ["10.0.0.2:17070", "a:b:1"];
 * assert.deepEqual(usableAddresses(announced, { lastWorked: "10.0.0.1:17070" }), {
 *   addresses: ["10.0.0.2:17070", "10.0.0.1:17070"],
 *   dropped: 1,
 * });
 * ```
 */
export function usableAddresses(
  announced: readonly string[],
  options: { readonly lastWorked?: string | undefined } = {},
): UsableAddresses {
  const { lastWorked } = options;
  const usable = [...new Set(announced)].filter((address) => isHostPort(address));
  const kept = usable.slice(0, MOST);
  const dropped = new Set(announced).size - kept.length;
  if (kept.length === 0 || lastWorked === undefined || kept.includes(lastWorked)) {
    return { addresses: kept, dropped };
  }
  return { addresses: [...kept, lastWorked], dropped };
}
