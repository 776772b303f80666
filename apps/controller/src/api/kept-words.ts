import { ApiError } from "@holdfast/rpc";

import { KEPT } from "../bounds.js";
import type { MachineAddress } from "../state/agent.js";

const tooMuch = (what: string, limit: number, unit: string): ApiError =>
  new ApiError(`too much to keep: ${what} may have ${limit} ${unit}`, {
    code: "quota limit exceeded",
  });

/** What is kept of a text that an agent or a user says: its beginning. */
export function beginning(words: string, longest: number): string {
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}

/** A status as it is kept. */
export interface KeptStatus {
  readonly status: string;
  readonly info: string;
  readonly data: unknown;
}

/** @throws ApiError `quota limit exceeded` for data that is too long: a part of it says nothing */
export function keptStatus({ status, info, data }: KeptStatus): KeptStatus {
  if (JSON.stringify(data ?? null).length > KEPT.statusData) {
    throw tooMuch("the data of a status", KEPT.statusData, "characters");
  }
  return {
    status: beginning(status, KEPT.status),
    info: beginning(info, KEPT.statusInfo),
    data,
  };
}

/** @throws ApiError `quota limit exceeded` for too many, or for what is no address by its length */
export function keptAddresses(addresses: readonly MachineAddress[]): MachineAddress[] {
  if (addresses.length > KEPT.addresses) throw tooMuch("a machine", KEPT.addresses, "addresses");
  return addresses.map(({ value, type, scope }) => {
    const longest = Math.max(value.length, type.length, scope.length);
    if (longest > KEPT.address) throw tooMuch("an address", KEPT.address, "characters");
    return { value, type, scope };
  });
}

/** @throws ApiError `quota limit exceeded` */
export function checkLength(what: string, words: string, longest: number): void {
  if (words.length > longest) throw tooMuch(what, longest, "characters");
}
