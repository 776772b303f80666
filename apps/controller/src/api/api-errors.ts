import { ApiError } from "@holdfast/rpc";

// What a client is told, in Juju's words and with Juju's codes: clients decide by the codes.

export const badCredentials = (): ApiError =>
  new ApiError("invalid entity name or password", { code: "unauthorized access" });

export const tokenInvalid = (): ApiError =>
  new ApiError("the session token is not good, or not any more", { code: "session token invalid" });

export const permissionDenied = (): ApiError =>
  new ApiError("permission denied", { code: "unauthorized access" });

export const notProvisioned = (machine: string): ApiError =>
  new ApiError(`machine ${machine} not provisioned`, { code: "not provisioned" });

/** @param retryAfter ms until it is worth trying again, where that is known */
export const tryAgain = (retryAfter?: number): ApiError =>
  new ApiError("try again", {
    code: "try again",
    ...(retryAfter === undefined ? {} : { info: { "retry-after-ms": retryAfter } }),
  });

export const unknownModel = (uuid: string): ApiError =>
  new ApiError(`unknown model: "${uuid}"`, { code: "model not found" });

export const noCredentials = (): ApiError =>
  new ApiError("no credentials provided", { code: "no credentials provided" });

export const alreadyLoggedIn = (): ApiError => new ApiError("already logged in", { code: "" });

export const oldClient = (): ApiError =>
  new ApiError("this version of Juju does not support login from old clients", {
    code: "not supported",
  });

export const upgradeInProgress = (machine: string): ApiError =>
  new ApiError(`login for machine ${machine} blocked because upgrade is in progress`, { code: "" });

export const maintenance = (): ApiError =>
  new ApiError("login failed - maintenance in progress", { code: "" });

/** What a release has the facade of, and not the thing itself. */
export const notImplemented = (method: string): ApiError =>
  new ApiError(`${method} not implemented`, { code: "not implemented" });

export const wrongConnection = (facade: string, kind: "model" | "controller"): ApiError =>
  new ApiError(`facade "${facade}" not supported for ${kind} API connection`, {
    code: "not supported",
  });

export const watcherStopped = (): ApiError =>
  new ApiError("watcher has been stopped", { code: "stopped" });

export const tooManyWatchers = (limit: number): ApiError =>
  new ApiError(`you have ${limit} watchers of that kind already; stop some of them`, {
    code: "quota limit exceeded",
  });

export const tooMany = (what: string, limit: number): ApiError =>
  new ApiError(`too many ${what} in one call: ask for ${limit} at a time`, {
    code: "quota limit exceeded",
  });

export const cancelled = (): ApiError => new ApiError("context canceled", { code: "" });

export const entityNotFound = (tag: string): ApiError =>
  new ApiError(`${tag.replace("-", " ")} not found`, { code: "not found" });

export const entityDead = (tag: string): ApiError =>
  new ApiError(`${tag.replace("-", " ")} is dead`, { code: "dead" });
