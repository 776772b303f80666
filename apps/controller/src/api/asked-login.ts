// Which kind of login a call of Admin asks for, before anybody looks at whether it is good.
import { Admin, AdminV1, AdminV4, decodeParams, type LoginRequest } from "@holdfast/facades";
import type { IncomingRequest } from "@holdfast/rpc";

import { oldClient } from "./api-errors.js";
import type { Scope } from "./auth.js";
import type { LoginWords } from "./credentials.js";
import { canVouch, type IdentityProvider, type Voucher } from "./identity-provider.js";
import type { JujuRules } from "./juju-rules.js";
import type { LoginScope } from "./login.js";
import type { Route } from "./route.js";
import { voucherOf } from "./vouchers.js";

export type ApiRoute = Extract<Route, { kind: "model" | "controller" }>;

export type AskedLogin =
  /** By what the controller itself knows: a password, or a client's certificate. */
  | { readonly kind: "words"; readonly words: LoginWords; readonly where: LoginScope }
  /** By something that the identity provider looks at. */
  | { readonly kind: "voucher"; readonly voucher: Voucher; readonly provider: IdentityProvider }
  /** By macaroons, or by none yet: who shows no good ones is told which to have discharged. */
  | {
      readonly kind: "macaroons";
      readonly macaroons: readonly (readonly unknown[])[];
      readonly provider: IdentityProvider;
    };

/** What somebody who is not logged in may ask by, and where. */
export interface LoginKinds {
  readonly route: ApiRoute;
  readonly provider: IdentityProvider | undefined;
  readonly juju: JujuRules;
}

/** What is reached by that route. */
export function scopeOf(route: ApiRoute): Scope {
  return route.kind === "model" ? route : { kind: "controller" };
}

/** @throws ApiError for a version or a method that nobody logs in by here */
export function askedLogin(
  { version, method, params }: IncomingRequest,
  { route, provider, juju }: LoginKinds,
): AskedLogin {
  const voucher = version === AdminV4.version ? voucherOf(method, params) : undefined;
  if (voucher !== undefined && canVouch(provider, voucher.kind)) {
    return { kind: "voucher", voucher, provider };
  }
  const old = route.kind === "controller" && route.old;
  if (version !== Admin.version && !(old && version === AdminV1.version)) throw oldClient();
  // A controller names the way at once, in the refusal itself: there is no more to be asked.
  if (method !== "Login") throw juju.refusals.unknownMethod("Admin", version, method);
  if (version === AdminV1.version) {
    const words = decodeParams(AdminV1, "Login", params)["login-request"];
    return { kind: "words", words, where: { kind: "any model" } };
  }
  const words = decodeParams(Admin, "Login", params);
  if (showsMacaroons(words) && canVouch(provider, "macaroons")) {
    const macaroons = words.macaroons.filter((each) => Array.isArray(each));
    return { kind: "macaroons", macaroons, provider };
  }
  return { kind: "words", words, where: scopeOf(route) };
}

/** Needs no credentials of any kind. */
const ANONYMOUS = "user-jujuanonymous";

/** A user who shows no password: what Juju's clients do first, where they have no other way. */
function showsMacaroons({ credentials, "auth-tag": tag }: LoginRequest): boolean {
  return credentials === "" && (tag === "" || tag.startsWith("user-")) && tag !== ANONYMOUS;
}
