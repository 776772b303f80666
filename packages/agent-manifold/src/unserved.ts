// What a controller does not serve: releases differ in the facades and methods that they have, and
// asking again on the same connection is of no use.
import type { RestartPolicy } from "@holdfast/dependency-engine";
import { codeOf, findInChain } from "@holdfast/ports";

/** Of {@link NotServedError}, of `FacadeUnavailableError`, and of the controller's own answer. */
const CODES: readonly string[] = ["ERR_NOT_SERVED", "ERR_FACADE_UNAVAILABLE", "not implemented"];

/**
 * For every worker of an agent: one whose facade is not served rests until an input of it changes, so
 * until the next connection, which may be to a controller of another release.
 */
export const restWhereUnserved: RestartPolicy = {
  when: CODES,
  intensity: { failures: 0, within: 1, next: "degrade" },
};

/** The error in a chain of causes that says that something is not served; undefined without one. */
export function unservedIn(error: unknown): Error | undefined {
  return findInChain(error, (link): link is Error => {
    const code = codeOf(link);
    return link instanceof Error && typeof code === "string" && CODES.includes(code);
  });
}
