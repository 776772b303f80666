// Every error that a controller can answer with, as a union that its code tells apart.
import type { DischargeRequiredInfo, NotLeaderInfo, RedirectionInfo } from "@holdfast/facades";
import type { ApiError } from "@holdfast/rpc/client";

/** The words by which a controller of 2024 tells failures apart; `retry` is of 2016 to 2021. */
export type ApiErrorCode =
  | "access required"
  | "action no longer available"
  | "already exists"
  | "application should not have units"
  | "bad request"
  | "cannot enter scope"
  | "cannot enter scope yet"
  | "cloud region required"
  | "controller has hosted models"
  | "controller/model has persistent storage"
  | "dead"
  | "deadline exceeded"
  | "excessive contention"
  | "fatal login error"
  | "forbidden"
  | "incompatible base"
  | "incompatible clouds"
  | "leadership claim denied"
  | "lease claim denied"
  | "login expired"
  | "machine has assigned units"
  | "machine has attached storage"
  | "machine is hosting containers"
  | "macaroon discharge required"
  | "method not allowed"
  | "model migration in progress"
  | "model not empty"
  | "model not found"
  | "no address set"
  | "no credentials provided"
  | "not assigned"
  | "not found"
  | "not implemented"
  | "not leader"
  | "not provisioned"
  | "not supported"
  | "not valid"
  | "not yet available; try again later"
  | "operation is blocked"
  | "quota limit exceeded"
  | "redirection required"
  | "retry"
  | "session token invalid"
  | "stopped"
  | "storage is attached"
  | "try again"
  | "unauthorized access"
  | "unit has subordinates"
  | "upgrade in progress"
  | "user not found";

/** What comes along with an error, for the codes that call for something. */
export interface ApiErrorInfos {
  "macaroon discharge required": DischargeRequiredInfo;
  "not leader": NotLeaderInfo;
  "redirection required": RedirectionInfo;
}

/**
 * An answer of the controller's with this code, or one of these: its `info` is what the code calls
 * for, and a `switch` on the `code` knows it.
 */
export type ApiErrorOf<Code extends ApiErrorCode> = {
  [C in Code]: ApiError & { readonly code: C; readonly info: InfoOf<C> };
}[Code];

/** Undefined where nothing came along, though the code calls for it: controllers may leave it out. */
type InfoOf<Code> = Code extends keyof ApiErrorInfos ? ApiErrorInfos[Code] | undefined : unknown;
