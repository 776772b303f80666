import type { DischargeRequiredInfo } from "@holdfast/facades";
import type { Macaroon } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc/client";

/**
 * The controller wants a macaroon discharged by another service before it lets this user in. Agents
 * are never asked to: their credentials are passwords.
 */
export class DischargeRequiredError extends ApiError {
  declare readonly code: "macaroon discharge required";
  declare readonly info: DischargeRequiredInfo;

  /** @param options.discharged - whether macaroons that were discharged for it were shown */
  constructor(
    reason: string,
    info: DischargeRequiredInfo,
    { discharged = false }: { readonly discharged?: boolean } = {},
  ) {
    super(
      discharged
        ? `login with discharged macaroons failed: ${reason || "the controller gives no reason"}`
        : "the controller requires a macaroon to be discharged" +
            `${reason === "" ? "" : ` (${reason})`}: log in as a user that has a password, or by macaroonLogin`,
      { code: "macaroon discharge required", info },
    );
    this.name = "DischargeRequiredError";
  }

  /** As it came; of the newer kind where there were both. */
  get macaroon(): Macaroon {
    const macaroon: unknown = this.info["bakery-macaroon"] ?? this.info.macaroon;
    return Object(macaroon);
  }
}
