import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify } from "jose";
import { Provider } from "oidc-provider";

const resource = "https://controller.example/";

/** A real OpenID Connect issuer on loopback, with the agents it knows as clients. */
export class Issuer {
  readonly url: string;
  /** Every token that was issued: secrets. */
  readonly tokens: string[] = [];
  /** s: how long a token is good. */
  lifetime = 600;
  readonly #server: http.Server;
  readonly #keys: JSONWebKeySet;
  #handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  #asked = Promise.withResolvers<void>();
  #stalled: Promise<void> | undefined;
  #down = false;

  private constructor(server: http.Server, keys: JSONWebKeySet) {
    this.#server = server;
    this.#keys = keys;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param clients - ids and their secrets */
  static async start(clients: Readonly<Record<string, string>>): Promise<Issuer> {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "one" };
    const { kty, n, e, alg, use, kid } = jwk;
    const server = http.createServer((request, response) => void issuer.#serve(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const issuer = new Issuer(server, { keys: [{ kty, n, e, alg, use, kid }] });
    const provider = new Provider(issuer.url, {
      jwks: { keys: [jwk] },
      cookies: { keys: ["of no use: nobody signs in here"] },
      clients: Object.entries(clients).map(([client_id, client_secret]) => ({
        client_id,
        client_secret,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      })),
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => resource,
          getResourceServerInfo: () => ({
            scope: "",
            audience: resource,
            accessTokenFormat: "jwt",
            accessTokenTTL: issuer.lifetime, // s
            jwt: { sign: { alg: "RS256" } },
          }),
        },
      },
    });
    const handle = provider.callback();
    issuer.#handle = (request, response) => void handle(request, response);
    return issuer;
  }

  /** Whom a token was issued to; undefined where it is none of this issuer's, or not good any more. */
  async clientOf(token: string): Promise<string | undefined> {
    try {
      const keys = createLocalJWKSet(this.#keys);
      const { payload } = await jwtVerify(token, keys, { issuer: this.url, audience: resource });
      return typeof payload["client_id"] === "string" ? payload["client_id"] : undefined;
    } catch {
      return undefined;
    }
  }

  /** Answers nobody, until it is disposed of. */
  stall(): AsyncDisposable & { readonly asked: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stalled = promise;
    this.#asked = Promise.withResolvers<void>();
    return {
      asked: this.#asked.promise,
      [Symbol.asyncDispose]: async () => {
        this.#stalled = undefined;
        resolve();
      },
    };
  }

  /** Answers everybody with 503, until it is disposed of. */
  refuse(): Disposable {
    this.#down = true;
    return { [Symbol.dispose]: () => void (this.#down = false) };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#asked.resolve();
    await this.#stalled;
    if (this.#down) {
      response.writeHead(503).end();
      return;
    }
    const chunks: Buffer[] = [];
    const end = response.end.bind(response);
    // What is issued is kept, to be looked for where it must not be.
    response.end = ((chunk: unknown, ...rest: never[]) => {
      if (typeof chunk === "string" || Buffer.isBuffer(chunk)) chunks.push(Buffer.from(chunk));
      const token = /"access_token":"([^"]+)"/.exec(Buffer.concat(chunks).toString())?.[1];
      if (token !== undefined) this.tokens.push(token);
      return end(chunk as never, ...rest);
    }) as typeof response.end;
    this.#handle(request, response);
  }
}
