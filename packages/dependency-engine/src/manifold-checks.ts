/*
 * A manifold is read once, when it is handed in: what cannot work is refused, and what the program makes
 * of its object later is no concern of an engine that is running.
 */
import { readProperty } from "@holdfast/ports";
import {
  checkBoolean,
  checkDuration,
  checkFunction,
  checkName,
  takePolicies,
} from "./config-checks.js";
import { EngineConfigError } from "./contract/errors.js";
import {
  type GivenManifold,
  NO_OPTIONAL,
  NO_TERMS,
  type Terms,
} from "./contract/given-manifold.js";
import type { Manifold } from "./contract/manifold.js";

/** A manifold as it was handed in, and the names of its inputs, required ones first. */
export interface TakenManifold {
  readonly manifold: GivenManifold;
  readonly inputs: readonly string[];
}

/** @throws {EngineConfigError} naming the field that cannot work */
export function takeManifold(name: string, given: Manifold): TakenManifold {
  checkName("the name of a manifold", name);
  if (typeof given !== "object" || given === null) {
    throw new EngineConfigError(`"${name}" manifold is not an object`);
  }
  if (typeof given.start !== "function") {
    throw new EngineConfigError(`"${name}" manifold has no start function`);
  }
  checkFunction(`"${name}" output`, given.output);
  const required = takeNames(name, "inputs", given.inputs);
  const terms = takeTerms(name, given);
  const inputs = terms.optional === undefined ? required : [...required, ...terms.optional];
  return { manifold: { given, terms }, inputs };
}

function takeTerms(name: string, given: Manifold): Terms {
  const { optional, overlap, filter, restart, startDeadline, stopDeadline } = given;
  const saysMore =
    overlap !== undefined ||
    filter !== undefined ||
    restart !== undefined ||
    startDeadline !== undefined ||
    stopDeadline !== undefined ||
    given.same !== undefined ||
    given.update !== undefined;
  if (!saysMore && optional === undefined) return NO_TERMS;
  if (!saysMore && Array.isArray(optional) && optional.length === 0) return NO_OPTIONAL;
  for (const method of ["same", "update"]) {
    checkFunction(`"${name}" ${method}`, readProperty(given, method));
  }
  checkDuration(`"${name}" startDeadline`, startDeadline);
  checkDuration(`"${name}" stopDeadline`, stopDeadline);
  checkFunction(`"${name}" filter`, filter);
  checkBoolean(`"${name}" overlap`, overlap);
  return {
    optional: optional === undefined ? undefined : takeNames(name, "optional inputs", optional),
    // These two may be methods, with a `this`.
    same: given.same?.bind(given),
    update: given.update?.bind(given),
    overlap: overlap === true,
    filter,
    restart: restart === undefined ? undefined : takePolicies(`"${name}" restart`, restart),
    startDeadline,
    stopDeadline,
  };
}

/** A copy of a list of names. */
function takeNames(name: string, what: string, names: unknown): readonly string[] {
  if (!Array.isArray(names)) {
    throw new EngineConfigError(`"${name}" manifold has no list of ${what}`);
  }
  const copy: string[] = [];
  for (let index = 0; index < names.length; index += 1) {
    const one: unknown = names[index];
    copy.push(typeof one === "string" ? one : checkName(`one of the ${what} of "${name}"`, one));
  }
  return copy;
}
