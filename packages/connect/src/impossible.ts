import type { Tag } from "@holdfast/names";
import { hasCode } from "@holdfast/ports";

import { type CredentialWords, passwordWords } from "./credential-words.js";
import { ConnectImpossibleError, type ImpossibleReason } from "./errors.js";

type Words = (who: string, credentials: CredentialWords) => string;

const what: Record<ImpossibleReason, Words> = {
  dead: (who) => `the controller says that ${who} is dead`,
  denied: (who) => `the controller does not let ${who} act for itself`,
  unauthorized: (who, credentials) => credentials.refused(who),
  "not provisioned": (who) => `${who} was not provisioned in time, or with another nonce`,
  "no password": (who) => `the configuration of ${who} holds no password`,
  other: (who) => `the controller will not have ${who}`,
};

const startAgain = "then start the agent again.";

const remedy: Record<ImpossibleReason, Words> = {
  dead: () =>
    "If that is wrong, add it to the model again and give the agent the new configuration.",
  denied: () => `Check on the controller that it exists and belongs to this model, ${startAgain}`,
  unauthorized: (who, credentials) => `${credentials.admit(who)}, ${startAgain}`,
  "not provisioned": () =>
    `Check that the controller knows it by the nonce in agent.conf, ${startAgain}`,
  "no password": (who) => `${passwordWords.admit(who)}, ${startAgain}`,
  other: () => `See the cause, ${startAgain}`,
};

/**
 * The error for `reason`: what happened, to whom, that nothing was removed, and what to do.
 *
 * @param options.credentials - how to speak of what was refused, where it was no password
 */
export function impossible(
  reason: ImpossibleReason,
  tag: Tag | undefined,
  options: { cause?: unknown; credentials?: CredentialWords | undefined } = {},
): ConnectImpossibleError {
  const who = tag ?? "the agent";
  const { credentials = passwordWords, ...rest } = options;
  const [said, advice] = [what[reason](who, credentials), remedy[reason](who, credentials)];
  return new ConnectImpossibleError(
    `connection permanently impossible: ${said}. No file was changed. ${advice}`,
    { reason, ...rest },
  );
}

/**
 * Why `error` makes the connection permanently impossible, judged by codes through all its causes;
 * undefined where trying again may help.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, impossibleReason } from "@holdfast/connect";
 *
 * const answer = (code: string): Error =>
 *   new Error("cannot log in", { cause: new ApiError("no", { code }) });
 * assert.equal(impossibleReason(answer("unauthorized access")), "unauthorized");
 * assert.equal(impossibleReason(answer("try again")), undefined); // it may pass
 * ```
 */
export function impossibleReason(error: unknown): ImpossibleReason | undefined {
  if (hasCode(error, "ERR_ENTITY_DEAD")) return "dead";
  if (hasCode(error, "ERR_ENTITY_DENIED")) return "denied";
  if (hasCode(error, "unauthorized access")) return "unauthorized";
  if (hasCode(error, "not provisioned")) return "not provisioned";
  return undefined;
}
