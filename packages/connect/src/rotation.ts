// The effects of a rotation, in the one order that survives anything: disk, then wire.
import { type Agent, generatePassword } from "@holdfast/agent-config";
import type { ApiCaller } from "@holdfast/api-open";
import { type Logger, silentLogger } from "@holdfast/ports";

import { acceptedKey, credentialsOf, fingerprint, rotationStep } from "./credentials.js";
import { setRemotePassword } from "./entity.js";
import { PasswordResetError } from "./entity-errors.js";

export interface RotationOptions {
  readonly agent: Agent;
  readonly caller: ApiCaller;
  /** The password that this connection logged in with. */
  readonly accepted: string;
  readonly signal?: AbortSignal | undefined;
  readonly logger?: Logger | undefined;
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
  const step = rotationStep(credentialsOf(options.agent.currentConfig()), options.accepted);
  if (step.kind === "keep") {
    await resetPassword(options, step.password);
    if (step.mark) await markAccepted(options);
    return "kept";
  }
  const candidate = await propose(options);
  options.signal?.throwIfAborted();
  await tell(options, candidate);
  return "replaced";
}

/**
 * Makes a candidate durable on disk, with the accepted password behind it. What the candidate is is
 * decided under the configuration's lock: where another process, or an earlier life of this one, has
 * proposed one already, that one is proposed again. Even then the file is written, since the earlier
 * write may have been cut short of its sync.
 */
async function propose(options: RotationOptions): Promise<string> {
  const { agent, accepted, generate = generatePassword } = options;
  let candidate = accepted;
  await agent.changeConfig((setter) => {
    const step = rotationStep(credentialsOf(agent.currentConfig()), accepted);
    if (step.kind === "keep") return;
    candidate = step.kind === "propose" ? step.candidate : generate();
    setter.setPassword(candidate);
    setter.setOldPassword(accepted);
    setter.setValue(acceptedKey, fingerprint(accepted));
  });
  return candidate;
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
 * Marks the current password as one that a login has used. It serves the patience with later refusals
 * and nothing else, so a failure is logged, and the next login tries again.
 */
async function markAccepted(options: RotationOptions): Promise<void> {
  const { agent, accepted, logger = silentLogger } = options;
  try {
    await agent.changeConfig((setter) => {
      if (credentialsOf(agent.currentConfig()).known.includes(accepted)) {
        setter.setValue(acceptedKey, fingerprint(accepted));
      }
    });
  } catch (error) {
    logger.warn("cannot mark the password as accepted in the configuration", { error });
  }
}
