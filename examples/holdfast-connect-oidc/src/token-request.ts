import { readFile } from "node:fs/promises";

import * as oauth from "oauth4webapi";

/** The agent as its issuer knows it. */
export interface TokenClient {
  /** The issuer's URL; https, but on loopback. */
  readonly issuer: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret?: string | undefined;
  /** The file with it, read for each request. */
  readonly clientSecretFile?: string | undefined;
  readonly scope?: string | undefined;
  readonly resource?: string | undefined;
  /** ms */
  readonly timeout: number;
}

/** A token, and for how many ms it is good. */
export interface AccessToken {
  /** A secret. */
  readonly value: string;
  readonly lifetime: number;
}

/** The issuer gave no token. Neither the message nor a cause holds a secret. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code = "ERR_OIDC_TOKEN";
}

/** ms, where the issuer does not say. */
const DEFAULT_LIFETIME = 5 * 60_000;

/** Asks the issuer for a token by the client credentials grant (RFC 6749, 4.4). */
export function tokenRequest(client: TokenClient): (signal?: AbortSignal) => Promise<AccessToken> {
  const issuer = new URL(client.issuer);
  let server: oauth.AuthorizationServer | undefined;
  return async (signal) => {
    // Not the signal itself, on which the request would leave a listener.
    const limited = AbortSignal.any([
      AbortSignal.timeout(client.timeout),
      ...(signal ? [signal] : []),
    ]);
    const options = { signal: limited, [oauth.allowInsecureRequests]: isLoopback(issuer) };
    try {
      const secret = await secretOf(client, limited);
      server ??= await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, options),
      );
      const who = { client_id: client.clientId };
      const answer = await oauth.clientCredentialsGrantRequest(
        server,
        who,
        oauth.ClientSecretBasic(secret),
        parametersOf(client),
        options,
      );
      const token = await oauth.processClientCredentialsResponse(server, who, answer);
      const { access_token: value, expires_in: seconds } = token;
      return { value, lifetime: seconds === undefined ? DEFAULT_LIFETIME : seconds * 1000 };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TokenError) throw error;
      throw new TokenError(`${client.issuer} gives no token: ${reasonOf(error, client.timeout)}`);
    }
  };
}

async function secretOf(client: TokenClient, signal: AbortSignal): Promise<string> {
  const { clientSecret, clientSecretFile: file = "" } = client;
  if (clientSecret !== undefined) return clientSecret;
  try {
    return (await readFile(file, { encoding: "utf8", signal })).trim();
  } catch (cause) {
    // What the system says of it: the file's name, and nothing that is in it.
    const why = cause instanceof Error ? cause.message : "it was refused";
    throw new TokenError(`cannot read the client secret from ${file}: ${why}`, { cause });
  }
}

function parametersOf({ scope, resource }: TokenClient): Record<string, string> {
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(resource === undefined ? {} : { resource }),
  };
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

/** Without the causes: they hold the request's answer, whole. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof oauth.ResponseBodyError) return error.error;
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return error.cause[0]?.parameters.error ?? "the client is refused";
  }
  if (error instanceof Error && error.name === "TimeoutError")
    return `no answer within ${timeout} ms`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  return [error instanceof Error ? error.message : "unknown", cause]
    .filter((one) => one !== "")
    .join(": ");
}
