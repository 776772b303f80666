import { ApiError } from "@holdfast/rpc";

/**
 * The controller wants a macaroon discharged by another service before it lets this user in. Agents
 * are never asked to: their credentials are passwords.
 */
export class DischargeRequiredError extends ApiError {
  /** As it came; of the newer kind where there were both. */
  readonly macaroon: unknown;

  constructor(reason: string, macaroon: unknown) {
    super(
      "the controller requires a macaroon to be discharged" +
        `${reason === "" ? "" : ` (${reason})`}: log in as a user that has a password`,
      { code: "macaroon discharge required" },
    );
    this.name = "DischargeRequiredError";
    this.macaroon = macaroon;
  }
}
