// What a strategy asks of the Agent facade: the small client of Juju's ScaryConnect, with the same
// outcomes. An error of the whole call passes through; an error of the one result is told apart.
import { type ApiCaller, type ApiErrorCode, onlyResult } from "@holdfast/api-open";
import { Agent as AgentFacade, type AgentMethods, decodeResult } from "@holdfast/facades";
import type { Life, Tag } from "@holdfast/names";
import { hasCode } from "@holdfast/ports";

import { EntityDeadError, EntityDeniedError, UnknownLifeError } from "./entity-errors.js";

/**
 * Asks for the life of `tag`, which must be the connection's own entity.
 *
 * @throws {EntityDeniedError} where the controller forbids it or does not know the entity
 * @throws {UnknownLifeError} where it answers with a life that nobody has heard of
 */
export async function readLife(
  caller: ApiCaller,
  tag: Tag,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Life> {
  const params = { entities: [{ tag }] };
  const answer = await askAgent(caller, "GetEntities", params, options.signal);
  const { entities } = decodeResult(AgentFacade, "GetEntities", answer);
  const { life } = resultFor(tag, entities, denying);
  switch (life) {
    case "alive":
    case "dying":
    case "dead":
      return life;
    default:
      throw new UnknownLifeError(life);
  }
}

/**
 * Checks that the entity lives, or is only dying, so that it is worth connecting for.
 *
 * @throws {EntityDeadError} where it is dead
 */
export async function requireLife(
  caller: ApiCaller,
  tag: Tag,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  if ((await readLife(caller, tag, options)) === "dead") throw new EntityDeadError(tag);
}

/**
 * Tells the controller the password of `tag`. Once this rejects, the controller may or may not have
 * taken it, and may yet take it later: `password` must be durable on disk before, and stay there.
 *
 * @throws {EntityDeniedError} where the controller forbids it, or the entity is dead or unknown
 */
export async function setRemotePassword(
  caller: ApiCaller,
  tag: Tag,
  password: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const params = { changes: [{ tag, password }] };
  const answer = await askAgent(caller, "SetPasswords", params, options.signal);
  const { results } = decodeResult(AgentFacade, "SetPasswords", answer);
  resultFor(tag, results, [...denying, "dead"]);
}

/** Codes of a single result that mean: not this entity, not for you. */
const denying: readonly ApiErrorCode[] = ["not found", "unauthorized access"];

/**
 * The one result, whose error is told apart from one of the whole call: only there do these codes
 * speak of the entity.
 */
function resultFor<R extends Parameters<typeof onlyResult>[0][number]>(
  tag: Tag,
  results: readonly R[],
  deniedBy: readonly ApiErrorCode[],
): R {
  try {
    return onlyResult(results);
  } catch (cause) {
    const denied = deniedBy.some((code) => hasCode(cause, code));
    throw denied ? new EntityDeniedError(tag, { cause }) : cause;
  }
}

/** Asks the facade, whatever was announced: a controller without it says so, with a code. */
function askAgent<K extends keyof AgentMethods>(
  caller: ApiCaller,
  method: K,
  params: Parameters<AgentMethods[K]>[0],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { name: facade, version } = AgentFacade;
  const request = { facade, version, method, params };
  return caller.call(signal === undefined ? request : { ...request, signal });
}
