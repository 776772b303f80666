import type { DischargeRequiredInfo } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc/client";

/**
 * The controller wants a macaroon discharged by another service before it lets this user in. Agents
 * are never asked to: their credentials are passwords.
 */
export class DischargeRequiredError extends ApiError {
  declare readonly code: "macaroon discharge required";
  declare readonly info: DischargeRequiredInfo;

  constructor(reason: string, info: DischargeRequiredInfo) {
    super(
      "the controller requires a macaroon to be discharged" +
        `${reason === "" ? "" : ` (${reason})`}: log in as a user that has a password`,
      { code: "macaroon discharge required", info },
    );
    this.name = "DischargeRequiredError";
  }

  /** As it came; of the newer kind where there were both. */
  get macaroon(): unknown {
    return this.info["bakery-macaroon"] ?? this.info.macaroon;
  }
}
