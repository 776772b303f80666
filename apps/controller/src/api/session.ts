import { MalformedMessageError } from "@holdfast/facades";
import { onAbort, type Timer } from "@holdfast/ports";
import {
  ApiError,
  type CloseOptions,
  EncodedResult,
  type IncomingRequest,
  type RequestContext,
  RpcPeer,
} from "@holdfast/rpc";
import type { WebSocket } from "ws";

import { CALLS, CONNECTIONS, STRANGERS } from "../bounds.js";
import { alreadyLoggedIn, unknownModel } from "./api-errors.js";
import { type ApiRoute, askedLogin, scopeOf } from "./asked-login.js";
import type { Client } from "./client.js";
import type { ClientCertificate } from "./client-certificate.js";
import type { LoginWords } from "./credentials.js";
import { entityIn } from "./entity-quotas.js";
import type { FacadeRegistry } from "./facade-registry.js";
import type { Caller, Steps } from "./fair-turns.js";
import { loginReply } from "./login-reply.js";
import type { IdentityProvider, Voucher } from "./identity-provider.js";
import { LoginSession } from "./login-session.js";
import { type LoggedIn, login, type LoginRules, type LoginScope } from "./login.js";
import { checkSize } from "./message-size.js";
import { Patience } from "./patience.js";
import { toApiError } from "./results.js";
import { isSteps, jsonInSteps } from "./steps.js";
import { loginVouched } from "./vouched-login.js";
import { Watchers } from "./watchers.js";

// A connection's life:
//
//   anonymous ──Login──► logging in ──► logged in ──┐
//       │   ▲                │                      ├──► over
//       │   └────refused─────┘                      │
//       └─────── STRANGERS.session, closed ─────────┘

type State =
  | { readonly kind: "anonymous" }
  | { readonly kind: "logging in" }
  | {
      readonly kind: "logged in";
      readonly login: LoginSession;
      readonly watchers: Watchers;
      /** Whose turns its requests take: its entity's; each of those who are nobody has its own. */
      readonly caller: Caller;
    }
  | { readonly kind: "over" };

/** Characters of a tag that a log line shows. */
const LONGEST_TAG = 120;

/** What a session is made from. */
export interface SessionParts {
  readonly socket: WebSocket;
  readonly route: ApiRoute;
  readonly client: Client;
  /** What the client showed during its handshake. */
  readonly certificate: ClientCertificate | undefined;
  readonly rules: LoginRules;
  readonly registry: FacadeRegistry;
  /** Called once, after the login. */
  readonly onLogin: () => void;
}

/** One connection to the API, from its upgrade to its end. */
export class Session {
  readonly #route: ApiRoute;
  readonly #client: Client;
  readonly #certificate: ClientCertificate | undefined;
  readonly #rules: LoginRules;
  readonly #registry: FacadeRegistry;
  readonly #onLogin: () => void;
  readonly #peer: RpcPeer;
  readonly #loginTimer: Timer;
  readonly #patience: Patience;
  #state: State = { kind: "anonymous" };

  constructor(parts: SessionParts) {
    this.#route = parts.route;
    this.#client = parts.client;
    this.#certificate = parts.certificate;
    this.#rules = parts.rules;
    this.#registry = parts.registry;
    this.#onLogin = parts.onLogin;
    const { clock, logger } = this.#rules.core;
    this.#patience = new Patience(clock);
    this.#peer = new RpcPeer({
      socket: parts.socket,
      handler: (request, context) => this.#answer(request, context),
      maxServing: CONNECTIONS.serving,
      maxServingBytes: CONNECTIONS.servingBytes,
      maxBufferedBytes: CONNECTIONS.unread,
      stallTimeout: CONNECTIONS.stalled,
      maxWaitingBytes: CONNECTIONS.waiting,
      turn: (read) => this.#rules.core.turns.do(this.#caller, read),
      clock,
      logger,
    });
    this.#loginTimer = clock.setTimeout(() => void this.close(), STRANGERS.session);
    this.#peer.closed.addEventListener("abort", () => this.#ended(), { once: true });
  }

  /** Aborted once the connection is over. */
  get closed(): AbortSignal {
    return this.#peer.closed;
  }

  /** Whether the client leaves much of what it was answered unread. */
  get isUnread(): boolean {
    return !this.closed.aborted && this.#peer.status.bufferedBytes > CONNECTIONS.unread;
  }

  /** Ends it in good order: what is being served is told to stop and answered. Never rejects. */
  close(options?: CloseOptions): Promise<void> {
    return this.#peer.close(options);
  }

  async #answer(request: IncomingRequest, { signal }: RequestContext): Promise<unknown> {
    try {
      const loggedIn = this.#state.kind === "logged in" ? this.#state : undefined;
      checkSize(request.params, loggedIn === undefined ? STRANGERS.request : CALLS.request);
      // Whether it may log in is decided by what holds now, whichever controller was told.
      if (loggedIn === undefined) await this.#rules.core.state.fresh(signal);
      const answer: unknown = await this.#dispatch(request, signal);
      if (loggedIn === undefined || !isSteps(answer)) return answer;
      const { caller } = loggedIn;
      const { turns } = this.#rules.core;
      return await turns.runSteps(caller, signal, this.#longAnswer(caller, answer));
    } catch (error) {
      if (error instanceof MalformedMessageError) {
        throw new ApiError(error.message, { code: "", cause: error });
      }
      throw toApiError(error) ?? error;
    }
  }

  /** Whose turns its messages take. */
  get #caller(): Caller {
    return this.#state.kind === "logged in" ? this.#state.caller : this;
  }

  /** An answer that may be long, written as JSON in steps. Who has not read its last gets no other. */
  *#longAnswer(caller: Caller, steps: Steps<unknown>): Steps<EncodedResult> {
    const { longAnswers } = this.#rules.core;
    longAnswers.begin(caller);
    const answer = new EncodedResult(yield* jsonInSteps(yield* steps));
    longAnswers.sent(caller, this);
    return answer;
  }

  #dispatch(request: IncomingRequest, signal: AbortSignal): unknown {
    const { core } = this.#rules;
    if (this.#route.kind === "model" && this.#state.kind !== "logged in") {
      const { model } = this.#route;
      if (core.state.models.find(model) === undefined) throw unknownModel(model);
    }
    if (request.facade === "Admin") return this.#admin(request, signal);
    if (this.#state.kind !== "logged in") throw this.#unknownFacade(request);
    const { watchers, login: session } = this.#state;
    const { auth, scope, pingTimeout } = session;
    const facade = this.#registry.find(request, auth, scope);
    const { id, version } = request;
    const context = { core, auth, scope, pingTimeout, watchers, id, version, signal };
    const call = (): unknown => facade.call(request.method, request.params, context);
    const fresh = facade.needsNoState === true ? undefined : core.state.fresh(signal);
    if (fresh === undefined) return call();
    const { caller } = this.#state;
    return fresh.then(() => core.turns.run(caller, signal, call));
  }

  #unknownFacade({ facade, version }: IncomingRequest): ApiError {
    return this.#rules.core.juju.refusals.unknownFacade(facade, version);
  }

  #admin(request: IncomingRequest, signal: AbortSignal): Promise<unknown> {
    // It is there until somebody has logged in, and gone from then on.
    if (this.#state.kind === "logged in") throw this.#unknownFacade(request);
    const { core, identityProvider: provider } = this.#rules;
    const asked = askedLogin(request, { route: this.#route, provider, juju: core.juju });
    if (this.#state.kind !== "anonymous") throw alreadyLoggedIn();
    switch (asked.kind) {
      case "words":
        return this.#byWords(asked.words, asked.where, signal);
      case "voucher":
        return this.#vouched(asked.voucher, asked.provider, signal);
      case "macaroons":
        return this.#byMacaroons(asked.macaroons, asked.provider, signal);
    }
  }

  #byWords(words: LoginWords, where: LoginScope, signal: AbortSignal): Promise<unknown> {
    const proof = { ...words, network: this.#client.network, certificate: this.#certificate };
    // Clients of 3.6 say their version here alone, those of 4 in a header as well.
    const { "auth-tag": who, "client-version": version } = words;
    return this.#logIn({ who, version }, signal, () => login(proof, where, this.#rules, signal));
  }

  #vouched(voucher: Voucher, provider: IdentityProvider, signal: AbortSignal): Promise<unknown> {
    const from = { provider, network: this.#client.network, rules: this.#rules };
    const where = scopeOf(this.#route);
    return this.#logIn({ who: voucher.kind }, signal, () =>
      loginVouched(voucher, where, from, signal),
    );
  }

  /** Without good ones, the answer says which macaroon is to be discharged: nobody is logged in yet. */
  async #byMacaroons(
    macaroons: readonly (readonly unknown[])[],
    provider: IdentityProvider,
    signal: AbortSignal,
  ): Promise<unknown> {
    let reason = "no macaroons were shown";
    if (macaroons.length === 0) {
      await this.#patience.putOff(signal);
    } else {
      try {
        return await this.#vouched({ kind: "macaroons", macaroons }, provider, signal);
      } catch (error) {
        // Put off already, as any that is refused.
        if (!isRefusal(error)) throw error;
        reason = "the macaroons shown are not good";
      }
    }
    const required = await provider.macaroons?.required(signal);
    return {
      "discharge-required": required,
      "bakery-discharge-required": required,
      "discharge-required-error": reason,
    };
  }

  async #logIn(
    {
      who,
      version = this.#client.version,
    }: { readonly who: string; readonly version?: string | undefined },
    signal: AbortSignal,
    decide: () => Promise<LoggedIn>,
  ): Promise<unknown> {
    this.#state = { kind: "logging in" };
    try {
      const loggedIn = await decide();
      this.#enter(loggedIn, version);
      return loginReply(loggedIn, this.#rules.core, this.#registry);
    } catch (error) {
      this.#logRefusal(who, error);
      await this.#patience.putOff(signal);
      // The password may be wrong today and the connection is good for another try.
      if (this.#state.kind === "logging in") this.#state = { kind: "anonymous" };
      throw error;
    }
  }

  #enter(loggedIn: LoggedIn, version: string | undefined): void {
    // The connection may have ended while the password was looked at.
    if (this.#peer.closed.aborted) return;
    const { core } = this.#rules;
    const { quotas, juju } = core;
    const { auth, scope } = loggedIn;
    const close = (): void => void this.close();
    const entity = entityIn(auth, scope);
    const connected = { kind: "api", client: { ...this.#client, version } } as const;
    this.#state = {
      kind: "logged in",
      login: new LoginSession(loggedIn, connected, { core, close }),
      watchers: new Watchers(juju.refusals, { entity, quotas }),
      caller: auth.kind === "anonymous" ? this : entity,
    };
    // Anonymous is as good as not logged in: it stays counted, and is closed in time.
    if (auth.kind === "anonymous") return;
    const seats = auth.kind === "agent" ? quotas.agentSessions : quotas.userSessions;
    onAbort(this.#peer.closed, seats.take(entity, close));
    core.clock.clearTimeout(this.#loginTimer);
    this.#onLogin();
  }

  #logRefusal(tag: string, error: unknown): void {
    if (!(error instanceof ApiError)) return;
    const { code, message } = error;
    const { logger } = this.#rules.core;
    // The tag is whatever came over the wire.
    const fields = { tag: tag.slice(0, LONGEST_TAG), code, reason: message };
    // An agent that is told to come back does so, by the hundred where a controller was away.
    if (code === "try again") logger.debug("login put off", fields);
    else this.#rules.refusals.refused(fields);
  }

  #ended(): void {
    this.#rules.core.clock.clearTimeout(this.#loginTimer);
    if (this.#state.kind === "logged in") {
      this.#state.login[Symbol.dispose]();
      this.#state.watchers.stopAll();
    }
    this.#state = { kind: "over" };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.code === "unauthorized access";
}
