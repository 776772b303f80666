import { type ConnectPlugin, defineConnectPlugin, type OptionsOf } from "@holdfast/connect";
import * as v from "valibot";

import { OidcConnect } from "./oidc-connect.ts";
import { TokenKeeper } from "./token-keeper.ts";
import { tokenRequest } from "./token-request.ts";

export { OidcConnect } from "./oidc-connect.ts";
export { TokenKeeper, type TokenKeeperOptions } from "./token-keeper.ts";
export { type AccessToken, type TokenClient, TokenError, tokenRequest } from "./token-request.ts";

const text = v.pipe(v.string(), v.nonEmpty());
const file = v.pipe(text, v.description("the secret, alone in a file"));

const options = v.pipe(
  v.strictObject({
    issuer: v.pipe(text, v.url()),
    clientId: text,
    clientSecret: v.optional(text),
    clientSecretFile: v.optional(file),
    scope: v.optional(text),
    /** The API that the token is for, as the issuer calls it (RFC 8707). */
    resource: v.optional(v.pipe(text, v.url())),
    /** The share of a token's life after which another is asked for. */
    renewAfter: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 2 / 3),
    /** ms for each request to the issuer. */
    timeout: v.optional(v.pipe(v.number(), v.minValue(1)), 10_000),
  }),
  v.check(
    (given) => (given.clientSecret === undefined) !== (given.clientSecretFile === undefined),
    "needs either clientSecret or clientSecretFile",
  ),
);

const plugin: ConnectPlugin<OptionsOf<typeof options>> = defineConnectPlugin({
  name: "oidc",
  apiVersion: 1,
  options,
  connect: (ports, given) =>
    new OidcConnect(new TokenKeeper(tokenRequest(given), given, ports), ports),
});

export default plugin;
