import { isApiError } from "@holdfast/api-open";
import type { Tag } from "@holdfast/names";

import { ConnectImpossibleError, hasCode, type ImpossibleReason } from "./errors.js";

const what: Record<ImpossibleReason, (who: string) => string> = {
  dead: (who) => `the controller says that ${who} is dead`,
  denied: (who) => `the controller does not let ${who} act for itself`,
  unauthorized: (who) => `the controller refuses every password that ${who} knows`,
  "not provisioned": (who) => `${who} was not provisioned in time, or with another nonce`,
  "no password": (who) => `the configuration of ${who} holds no password`,
  other: (who) => `the controller will not have ${who}`,
};

const remedy: Record<ImpossibleReason, string> = {
  dead: "If that is wrong, add it to the model again and start it with the new entity's configuration.",
  denied:
    "Check on the controller that the entity exists and belongs to this model, then start the agent again.",
  unauthorized:
    "To admit it again, set a new password for it on the controller, put that as oldpassword into agent.conf with apipassword removed, and start the agent.",
  "not provisioned":
    "Check that the controller has the nonce of agent.conf for it, then start the agent again.",
  "no password":
    "Set a password for it on the controller, put that as oldpassword into agent.conf, and start the agent.",
  other: "See the cause, then start the agent again.",
};

/** The error for `reason`: what happened, to whom, that nothing was removed, and what to do. */
export function impossible(
  reason: ImpossibleReason,
  tag: Tag | undefined,
  options: { cause?: unknown } = {},
): ConnectImpossibleError {
  const who = tag ?? "the agent";
  return new ConnectImpossibleError(
    `connection permanently impossible: ${what[reason](who)}. No file was changed. ${remedy[reason]}`,
    { reason, ...options },
  );
}

/**
 * Why `error` makes the connection permanently impossible, judged by codes through all its causes;
 * undefined where trying again may help.
 */
export function impossibleReason(error: unknown): ImpossibleReason | undefined {
  if (hasCode(error, "ERR_ENTITY_DEAD")) return "dead";
  if (hasCode(error, "ERR_ENTITY_DENIED")) return "denied";
  if (isApiError(error, "unauthorized access")) return "unauthorized";
  if (isApiError(error, "not provisioned")) return "not provisioned";
  return undefined;
}
