import { isTag, isUuid, type Uuid } from "@holdfast/names";

import { ControllerError } from "../errors.js";
import type { Life } from "./life.js";
import type { Migration, Redirect } from "./migration.js";

/** A model: a namespace of agents. */
export interface Model {
  readonly uuid: Uuid;
  readonly name: string;
  /** The user who owns it, without `user-`. */
  readonly owner: string;
  readonly life: Life;
  /** ms since the epoch */
  readonly createdAt: number;
  /** What its agents are told to log, such as `<root>=INFO`. */
  readonly loggingConfig: string;
  /** How far its migration to another controller is, while one is under way. */
  readonly migration: Migration | undefined;
  /** Where it has gone, once it has. */
  readonly redirect: Redirect | undefined;
}

/** A model to be added. */
export interface NewModel {
  readonly name: string;
  readonly owner?: string;
  readonly uuid?: Uuid;
}

const NAME = /^[a-z0-9][a-z0-9-]*$/u;
/** What commands take for the number of a machine. */
const NUMBER = /^\d+$/u;

/** @throws {@link ControllerError} ERR_NOT_VALID for what cannot be a model's name */
export function checkModelName(name: string): void {
  if (NAME.test(name) && !NUMBER.test(name) && !isTag(name) && !isUuid(name)) return;
  throw new ControllerError(
    "ERR_NOT_VALID",
    `"${name}" is no model name: use lower-case letters, digits and dashes, and nothing that reads as a machine's number, a tag (machine-0) or a UUID`,
  );
}
