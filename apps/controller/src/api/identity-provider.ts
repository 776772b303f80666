// Who vouches for whoever logs in with something that the controller itself keeps nothing of.

/** An OAuth client, as it says itself. `clientSecret` is a secret. */
export interface ShownClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Macaroons, for users who show no password. What is in them is between the provider and itself. */
export interface MacaroonIssuer {
  /** A macaroon, as JSON, whose caveats have to be discharged before it says who its bearer is. */
  required(signal: AbortSignal): Promise<object>;
  /** The tag of the user whom discharged macaroons are of; undefined where they are not good. */
  userOf(
    macaroons: readonly (readonly unknown[])[],
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/**
 * Says whose a login is, by its tag: `machine-0`, `user-bob`. What is left out of it is no way to log in.
 * The tag must be one that the controller knows; what it may do is decided by that alone.
 */
export interface IdentityProvider {
  /** Whose a token is (Admin 4, `LoginWithSessionToken`); undefined where it is not good any more. */
  sessionToken?(token: string, signal: AbortSignal): Promise<string | undefined>;
  /** Who a client is (Admin 4, `LoginWithClientCredentials`); undefined where it is not known so. */
  clientCredentials?(client: ShownClient, signal: AbortSignal): Promise<string | undefined>;
  readonly macaroons?: MacaroonIssuer;
}

/** What somebody shows for the identity provider to look at. */
export type Voucher =
  | { readonly kind: "session token"; readonly token: string }
  | { readonly kind: "client credentials"; readonly client: ShownClient }
  | { readonly kind: "macaroons"; readonly macaroons: readonly (readonly unknown[])[] };

/** Whether the provider can look at it at all. */
export function canVouch(
  provider: IdentityProvider | undefined,
  kind: Voucher["kind"],
): provider is IdentityProvider {
  switch (kind) {
    case "session token":
      return provider?.sessionToken !== undefined;
    case "client credentials":
      return provider?.clientCredentials !== undefined;
    case "macaroons":
      return provider?.macaroons !== undefined;
  }
}

/** Asks the provider whose it is. */
export function vouchedTag(
  provider: IdentityProvider,
  voucher: Voucher,
  signal: AbortSignal,
): Promise<string | undefined> {
  const nobody = Promise.resolve(undefined);
  switch (voucher.kind) {
    case "session token":
      return provider.sessionToken?.(voucher.token, signal) ?? nobody;
    case "client credentials":
      return provider.clientCredentials?.(voucher.client, signal) ?? nobody;
    case "macaroons":
      return provider.macaroons?.userOf(voucher.macaroons, signal) ?? nobody;
  }
}
