import type { DischargeRequiredInfo } from "@holdfast/facades";
import type { Macaroon, Tag } from "@holdfast/names";
import type { LoginProvider } from "../contract/login-provider.js";
import { DischargeRequiredError } from "./discharge-required-error.js";
import { passwordLogin } from "./password-login.js";

/** What the controller wants discharged before it lets anybody in. */
export interface DischargeRequest {
  /** Of the newer kind where there are both. */
  readonly macaroon: Macaroon;
  /** Why what was shown is not enough, in the controller's words. */
  readonly reason: string;
  readonly signal: AbortSignal;
}

export interface MacaroonLoginOptions {
  /** A user's; left out where the macaroons say who it is. */
  readonly tag?: Tag;
  /** What to show first: each macaroon with its discharges. */
  readonly macaroons?: readonly (readonly Macaroon[])[];
  /**
   * Has the third parties discharge it: gives the macaroon followed by its discharges, bound to it. How
   * they are asked is theirs to say: HTTP, a browser, a key of one's own.
   */
  discharge(required: DischargeRequest): Promise<readonly (readonly Macaroon[])[]>;
}

/**
 * Juju's login of users by macaroons. Those kept from the login before are shown first; where the
 * controller wants a macaroon discharged, that is done once, and the login repeated with what came of it.
 *
 * The login rejects with DischargeRequiredError where that is not enough, either.
 */
export function macaroonLogin(options: MacaroonLoginOptions): LoginProvider {
  const { tag } = options;
  let { macaroons = [] } = options;
  const current = (): LoginProvider =>
    passwordLogin({ ...(tag === undefined ? {} : { tag }), macaroons });
  return {
    async login(caller, signal) {
      const first = await current().login(caller, signal);
      const wanted = dischargeIn(first);
      if (wanted === undefined) return first;
      const { info, reason } = wanted;
      const macaroon = new DischargeRequiredError(reason, info).macaroon;
      macaroons = await options.discharge({ macaroon, reason, signal });
      const second = await current().login(caller, signal);
      const still = dischargeIn(second);
      if (still === undefined) return second;
      macaroons = [];
      throw new DischargeRequiredError(still.reason, still.info, { discharged: true });
    },
    authHeader: (signal) => current().authHeader(signal),
  };
}

/** The macaroon that a reply to a login wants discharged; undefined where it wants none. */
function dischargeIn(
  answer: unknown,
): { readonly info: DischargeRequiredInfo; readonly reason: string } | undefined {
  const members: Readonly<Record<string, unknown>> = Object(answer);
  const { "discharge-required": older, "bakery-discharge-required": newer } = members;
  if ((older ?? newer) === undefined) return undefined;
  const reason = members["discharge-required-error"];
  return {
    info: { macaroon: older, "bakery-macaroon": newer },
    reason: typeof reason === "string" ? reason : "",
  };
}
