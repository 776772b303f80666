import { ControllerError } from "../errors.js";

// What every store says of what it does not have, or has already.

export const unknownModel = (nameOrUuid: string, cause?: unknown): ControllerError =>
  new ControllerError(
    "ERR_NOT_FOUND",
    `there is no model "${nameOrUuid}": controller status lists the models`,
    cause === undefined ? {} : { cause },
  );

export const unknownAgent = (model: string, tag: string): ControllerError =>
  new ControllerError(
    "ERR_NOT_FOUND",
    `model ${model} has no ${tag}: controller status lists what it has`,
  );

export const unknownUser = (name: string): ControllerError =>
  new ControllerError(
    "ERR_NOT_FOUND",
    `there is no user "${name}": controller set-password user-${name} makes one`,
  );

export const unknownController = (id: string): ControllerError =>
  new ControllerError(
    "ERR_NOT_FOUND",
    `there is no controller "${id}": controller status lists them`,
  );

export const modelExists = (
  model: { readonly owner: string; readonly name: string; readonly uuid: string },
  cause: unknown,
): ControllerError =>
  new ControllerError(
    "ERR_ALREADY_EXISTS",
    `${model.owner} already has a model named "${model.name}", or there is one with UUID ${model.uuid}`,
    { cause },
  );

export const agentExists = (model: string, tag: string): ControllerError =>
  new ControllerError("ERR_ALREADY_EXISTS", `model ${model} already has a ${tag}`);
