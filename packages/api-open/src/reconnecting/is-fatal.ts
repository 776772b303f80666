import { hasCode } from "@holdfast/ports";

import { isApiError } from "../api-errors.js";

/** Of what is wrong on our side, whatever the network does. */
const OURS = ["ERR_INVALID_API_INFO", "ERR_CERTIFICATE", "ERR_LOGIN_VERSION_REFUSED"];

/** A login that the controller refused for who it was. */
export function isRefusal(error: unknown): boolean {
  return isApiError(
    error,
    "unauthorized access",
    "no credentials provided",
    "macaroon discharge required",
  );
}

/** What trying again cannot mend. */
export function isOurs(error: unknown): boolean {
  return OURS.some((each) => hasCode(error, each));
}
