/** The version of this contract. It changes when plugins written for the old one would break. */
export const CONNECT_API_VERSION = 1;

/** The oldest version whose plugins this agent still runs. */
export const OLDEST_CONNECT_API_VERSION = 1;

/** The versions of the contract that a plugin works with, both included. */
export interface ApiVersionRange {
  readonly from: number;
  readonly to: number;
}

/** What this agent runs. */
export const supportedApiVersions: ApiVersionRange = {
  from: OLDEST_CONNECT_API_VERSION,
  to: CONNECT_API_VERSION,
};

/** Reads what a plugin says it was written for: one version, or a range; undefined for what is neither. */
export function apiVersionsOf(said: unknown): ApiVersionRange | undefined {
  if (typeof said === "number")
    return Number.isInteger(said) ? { from: said, to: said } : undefined;
  if (typeof said !== "object" || said === null || !("from" in said && "to" in said))
    return undefined;
  const { from, to } = said;
  const inOrder = Number.isInteger(from) && Number.isInteger(to) && Number(from) <= Number(to);
  return inOrder ? { from: Number(from), to: Number(to) } : undefined;
}

/** Whether there is a version that both work with. */
export function haveOneInCommon(one: ApiVersionRange, other: ApiVersionRange): boolean {
  return Math.max(one.from, other.from) <= Math.min(one.to, other.to);
}

/** `version 1`, `versions 1 to 3`. */
export function versionWords({ from, to }: ApiVersionRange): string {
  return from === to ? `version ${from}` : `versions ${from} to ${to}`;
}
