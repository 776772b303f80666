import { AdminV4, decodeParams } from "@holdfast/facades";
import { isTag } from "@holdfast/names";

import { canVouch, type IdentityProvider, type Voucher } from "./identity-provider.js";

/** What a call of Admin 4 shows; undefined where it is none that logs in. */
export function voucherOf(method: string, params: unknown): Voucher | undefined {
  switch (method) {
    case "LoginWithSessionToken": {
      const { "session-token": token } = decodeParams(AdminV4, method, params);
      return { kind: "session token", token };
    }
    case "LoginWithClientCredentials": {
      const said = decodeParams(AdminV4, method, params);
      const client = { clientId: said["client-id"], clientSecret: said["client-secret"] };
      return { kind: "client credentials", client };
    }
    default:
      return undefined;
  }
}

/**
 * What a stream shows for the identity provider, in the name and the secret of its basic authentication: a
 * token has no name, a client has one that is no tag. Undefined where it is for the controller itself.
 */
export function streamVoucherOf(
  {
    "auth-tag": name,
    credentials: secret,
  }: { readonly "auth-tag": string; readonly credentials: string },
  provider: IdentityProvider | undefined,
): Voucher | undefined {
  if (secret === "" || isTag(name)) return undefined;
  if (name === "") {
    return canVouch(provider, "session token")
      ? { kind: "session token", token: secret }
      : undefined;
  }
  const client = { clientId: name, clientSecret: secret };
  return canVouch(provider, "client credentials")
    ? { kind: "client credentials", client }
    : undefined;
}
