import type { Tag } from "@holdfast/names";

import { type CredentialWords, passwordWords } from "./credential-words.js";

/** The controller does not let the agent touch its own entity, or no longer knows it. */
export class EntityDeniedError extends Error {
  override readonly name = "EntityDeniedError";
  readonly code = "ERR_ENTITY_DENIED";

  constructor(tag: Tag, options?: ErrorOptions) {
    super(`entity operation impossible for ${tag}`, options);
  }
}

/** The controller says that the entity is dead. */
export class EntityDeadError extends Error {
  override readonly name = "EntityDeadError";
  readonly code = "ERR_ENTITY_DEAD";

  constructor(tag: Tag, options?: ErrorOptions) {
    super(`${tag} is dead`, options);
  }
}

/** The controller answered with a life that nobody has heard of. */
export class UnknownLifeError extends Error {
  override readonly name = "UnknownLifeError";
  readonly code = "ERR_UNKNOWN_LIFE";

  constructor(life: string) {
    super(`unknown life value ${JSON.stringify(life)}`);
  }
}

/** The connection is to a controller alone, so it cannot say which model the agent belongs to. */
export class ModelUnknownError extends Error {
  override readonly name = "ModelUnknownError";
  readonly code = "ERR_MODEL_UNKNOWN";

  constructor() {
    super("the connection is to the controller only and names no model to record");
  }
}

/** The current password could not be set on the controller again. */
export class PasswordResetError extends Error {
  override readonly name = "PasswordResetError";
  readonly code = "ERR_PASSWORD_RESET";

  constructor(tag: Tag, options: { cause: unknown }) {
    super(`can't reset agent password of ${tag}`, options);
  }
}

/**
 * The controller, which has admitted this agent before, refuses it now. Worth asking again: see the
 * policy's `patience`.
 */
export class CredentialsRefusedError extends Error {
  override readonly name = "CredentialsRefusedError";
  readonly code = "ERR_CREDENTIALS_REFUSED";
  /** Refusals so far, without a success in between. */
  readonly attempts: number;
  /** When the first of them came, in ms since the epoch. */
  readonly since: number;

  constructor(
    tag: Tag,
    options: {
      attempts: number;
      since: number;
      cause: unknown;
      credentials?: CredentialWords | undefined;
    },
  ) {
    const { credentials = passwordWords } = options;
    super(
      `the controller refuses ${tag}, which it has admitted before (refusal ${options.attempts} since ${new Date(options.since).toISOString()}); asking again, less and less often, since migrations, upgrades and restores look the same. ${credentials.admit(tag)}`,
      { cause: options.cause },
    );
    this.attempts = options.attempts;
    this.since = options.since;
  }
}

/**
 * The controller refuses an agent that it is not known to have admitted yet. Worth asking again, for as
 * long as the policy's `patience.firstLogin` lasts: it answers so, too, while it makes the machine.
 */
export class NotAdmittedYetError extends Error {
  override readonly name = "NotAdmittedYetError";
  readonly code = "ERR_NOT_ADMITTED_YET";
  /** Refusals so far. */
  readonly attempts: number;

  /** @param options.limit - how long it is asked again, from the first refusal, in ms */
  constructor(
    tag: Tag,
    options: {
      attempts: number;
      limit: number;
      cause: unknown;
      credentials?: CredentialWords | undefined;
    },
  ) {
    const { credentials = passwordWords } = options;
    const minutes = Math.round(options.limit / 60_000);
    super(
      `the controller does not admit ${tag} yet (refusal ${options.attempts}); waiting up to ${minutes} minutes for it to be provisioned, since a controller answers so until it has recorded a machine. ${credentials.admit(tag)}`,
      { cause: options.cause },
    );
    this.attempts = options.attempts;
  }
}
