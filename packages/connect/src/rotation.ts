// The effects of a rotation, in the one order that survives anything: disk, then wire.
import { type Agent, generatePassword } from "@holdfast/agent-config";
import type { ApiCaller } from "@holdfast/api-open";
import { type Clock, type Logger, silentLogger, systemClock, wallNow } from "@holdfast/ports";

import {
  acceptedKey,
  credentialsOf,
  fingerprint,
  isMarkedAccepted,
  type RotationStep,
  rotationStep,
} from "./credentials.js";
import { setRemotePassword } from "./entity.js";
import { PasswordResetError } from "./entity-errors.js";
import { passwordTime, passwordTimeKey } from "./password-time.js";

export interface RotationOptions {
  readonly agent: Agent;
  readonly caller: ApiCaller;
  /** The password that this connection logged in with. */
  readonly accepted: string;
  readonly signal?: AbortSignal | undefined;
  readonly logger?: Logger | undefined;
  /** Says when a password was made, for people; the system's by default. */
  readonly clock?: Clock | undefined;
  /** Makes a password of at least 24 bytes that nobody can guess. */
  readonly generate?: (() => string) | undefined;
}

/** What became of the agent's credentials. */
export type RotationOutcome = "kept" | "replaced";

/**
 * After a login: keeps the current password, setting it on the controller again (as Juju does at every
 * login); or, where another one was accepted, replaces that by a password of the agent's own. After
 * `replaced` the connection must be closed and a new one made, since only a login shows that it worked.
 *
 * @throws {PasswordResetError} where the current password could not be set again
 */
export async function rotate(options: RotationOptions): Promise<RotationOutcome> {
  const first = stepFor(options);
  if (first.kind === "keep") {
    await resetPassword(options, first.password);
    await markAccepted(options);
    return "kept";
  }
  await proposeAndTell(options, () => {
    const step = stepFor(options);
    switch (step.kind) {
      case "keep":
        return undefined;
      case "propose":
        return step.candidate;
      case "propose-fresh":
        return (options.generate ?? generatePassword)();
    }
  });
  return "replaced";
}

/**
 * Replaces the accepted password by `candidate`: one that comes from outside, such as a secret
 * manager's. Disk first, with the accepted one behind it; then close the connection and connect again.
 */
export async function replacePassword(
  options: Omit<RotationOptions, "generate"> & { readonly candidate: string },
): Promise<void> {
  await proposeAndTell(options, () => options.candidate);
}

/**
 * Makes a candidate durable on disk, and only then tells the controller. What the candidate is is
 * decided under the configuration's lock: where another process, or an earlier life of this one, has
 * proposed one already, that one is proposed again. Even then the file is written, since the earlier
 * write may have been cut short of its sync.
 *
 * @param choose - undefined where the accepted password has meanwhile become the current one
 */
async function proposeAndTell(
  options: RotationOptions,
  choose: () => string | undefined,
): Promise<void> {
  const { agent, accepted, signal, clock = systemClock } = options;
  let candidate = accepted;
  await agent.changeConfig((setter) => {
    const chosen = choose();
    if (chosen === undefined) return;
    candidate = chosen;
    if (chosen !== agent.currentConfig().apiInfo()?.password)
      setter.setValue(passwordTimeKey, passwordTime(chosen, wallNow(clock)));
    setter.setPassword(candidate);
    setter.setOldPassword(accepted);
    setter.setValue(acceptedKey, fingerprint(accepted));
  });
  signal?.throwIfAborted();
  await tell(options, candidate);
}

/** What the configuration, as it is now, says to do. */
function stepFor({ agent, accepted }: RotationOptions): RotationStep {
  return rotationStep(credentialsOf(agent.currentConfig()), accepted);
}

async function resetPassword(options: RotationOptions, password: string): Promise<void> {
  try {
    await tell(options, password);
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new PasswordResetError(options.agent.currentConfig().tag, { cause });
  }
}

function tell(options: RotationOptions, password: string): Promise<void> {
  const { agent, caller, signal } = options;
  return setRemotePassword(caller, agent.currentConfig().tag, password, { signal });
}

/**
 * Marks `accepted` as a password that a login has used, unless it is marked already: the evidence for
 * the patience with later refusals (see `RefusalTracker`), and for nothing else. So a failure is logged, and the
 * next login tries again. {@link rotate} and {@link replacePassword} do it by themselves.
 */
export async function markAccepted(options: {
  readonly agent: Agent;
  readonly accepted: string;
  readonly logger?: Logger | undefined;
}): Promise<void> {
  const { agent, accepted, logger = silentLogger } = options;
  if (isMarkedAccepted(agent.currentConfig(), accepted)) return;
  try {
    await agent.changeConfig((setter) => setter.setValue(acceptedKey, fingerprint(accepted)));
  } catch (error) {
    logger.warn("cannot mark the password as accepted in the configuration", { error });
  }
}
