import { type ParsedTag, parseTag } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Agent } from "../state/agent.js";
import type { Redirect } from "../state/migration.js";
import { accessTo } from "../state/model-access.js";
import { verifyAgentPassword } from "../state/password-hash.js";
import type { Store } from "../state/store.js";
import type { User } from "../state/user.js";
import {
  badCredentials,
  maintenance,
  noCredentials,
  tryAgain,
  unknownModel,
  upgradeInProgress,
} from "./api-errors.js";
import type { AgentAuth, AgentProof, Auth, Scope, UserAuth } from "./auth.js";
import { identifies, isVouchedFor } from "./client-certificate.js";
import type { ControllerCore } from "./controller-core.js";
import type { Credentials } from "./credentials.js";
import type { IdentityProvider } from "./identity-provider.js";
import { joinIsOver } from "./join-expiry.js";
import type { LoginTurns } from "./login-turns.js";
import { redirection } from "./redirection.js";
import type { RefusalLog } from "./refusal-log.js";

/** Where it arrived; `any model` is what version 1 means by naming none. */
export type LoginScope = Scope | { readonly kind: "any model" };

/** Who has logged in, and to what. */
export interface LoggedIn {
  readonly auth: Auth;
  readonly scope: Scope;
}

/** What every login shares. */
export interface LoginRules {
  readonly core: ControllerCore<Store>;
  /** Of agents alone: people do not come by the thousand. */
  readonly agentLogins: LoginTurns;
  readonly refusals: RefusalLog;
  /** Vouches for logins by something else than a password or a certificate; undefined for none. */
  readonly identityProvider: IdentityProvider | undefined;
}

const ANONYMOUS = "jujuanonymous";

/**
 * Decides a login: the password, then the nonce, so that only who knows a machine's password learns
 * whether it is provisioned, then the rate limit. Juju asks its rate limit first, and whoever makes
 * wrong logins as fast as it can keeps every agent out; here those who guess run out of guesses, and
 * only who has the right password takes from the limit.
 *
 * @throws ApiError with the code of the rule that refuses it
 */
export async function login(
  credentials: Credentials,
  where: LoginScope,
  rules: LoginRules,
  signal: AbortSignal,
): Promise<LoggedIn> {
  const tag = readTag(credentials["auth-tag"]);
  try {
    if (tag.kind === "user") return await loginUser(tag.id, credentials, where, rules, signal);
    return loginAgent(tag, credentials, where, rules);
  } catch (error) {
    if (rules.core.state.settings.get("maintenance") === undefined) throw error;
    throw masked(error);
  }
}

// While a controller is upgraded it cannot tell a wrong password from a moved one, so it says so of
// every refusal but those that have nothing to do with the password.
function masked(error: unknown): unknown {
  const told = error instanceof ApiError && error.code === "unauthorized access";
  return told ? maintenance() : error;
}

/**
 * @throws ApiError `no credentials provided` for none, and without a code for what is no tag
 */
export function readTag(text: string): ParsedTag {
  if (text === "") throw noCredentials();
  try {
    return parseTag(text);
  } catch (cause) {
    // Juju's words, without the hint at what would be one.
    throw new ApiError(`${JSON.stringify(text.slice(0, 120))} is not a valid tag`, {
      code: "",
      cause,
    });
  }
}

function loginAgent(
  tag: ParsedTag,
  credentials: Credentials,
  where: LoginScope,
  { core, agentLogins }: LoginRules,
): LoggedIn {
  const agent = authenticateAgent(tag, credentials, where, core);
  admitInTurn(agent, agentLogins);
  return agent;
}

/** @throws ApiError `try again` where it is not the agent's turn */
export function admitInTurn({ auth }: { readonly auth: AgentAuth }, turns: LoginTurns): void {
  const wait = turns.take(`${auth.model} ${auth.tag}`);
  if (wait !== undefined) throw tryAgain(wait);
}

/**
 * The agent that these credentials are of, and what they let it in to.
 *
 * @throws ApiError `unauthorized access`, `not provisioned`, `try again` where too many were wrong
 *   before it, or without a code during maintenance
 */
export function authenticateAgent(
  tag: ParsedTag,
  credentials: Credentials,
  where: LoginScope,
  core: ControllerCore,
): LoggedIn & { readonly auth: AgentAuth } {
  const { admission } = core.juju;
  const unseen = admission.refusedUnseen(tag.kind, credentials);
  if (unseen !== undefined) throw unseen;
  const model = where.kind === "model" ? where.model : "";
  const guess = core.guesses.take({
    kind: "agent",
    who: `${model} ${tag.tag}`,
    network: credentials.network,
  });
  const agent = findAgent(tag.tag, credentials, where, core);
  if (agent === undefined) throw badCredentials();
  guess.right();
  return admitAgent(agent, tag, where, {
    core,
    proof: proofOf(credentials),
    nonce: credentials.nonce,
  });
}

/**
 * Lets in an agent that has proved to be who it says.
 *
 * @param by.nonce - what it knows of how its machine was made; left out where that is not asked
 * @throws ApiError `not provisioned`, or without a code during maintenance
 */
export function admitAgent(
  agent: Agent,
  tag: ParsedTag,
  where: LoginScope,
  by: {
    readonly core: ControllerCore;
    readonly proof: AgentProof;
    readonly nonce?: string;
  },
): LoggedIn & { readonly auth: AgentAuth } {
  const { core, proof, nonce = agent.nonce } = by;
  if (core.state.settings.get("maintenance") !== undefined && !agent.managesModels) {
    throw upgradeInProgress(tag.id);
  }
  if (tag.kind === "machine" && (agent.nonce === "" || agent.nonce !== nonce)) {
    throw core.juju.admission.wrongNonce(tag.id);
  }
  const scope = scopeOf(where, agent);
  return { auth: agentAuth(agent, scope, proof), scope };
}

/** The agent with that tag and that password, or that certificate, in the models where it may be looked for. */
function findAgent(
  tag: string,
  { credentials: password, certificate }: Credentials,
  where: LoginScope,
  core: ControllerCore,
): Agent | undefined {
  const { agents, models } = core.state;
  const proves = (agent: Agent): boolean =>
    password === "" && certificate !== undefined
      ? identifies(certificate, agent, wallNow(core.clock)) && isVouchedFor(certificate, core.state)
      : verifyAgentPassword(password, agent.passwordHash) &&
        !joinIsOver(agent.nonce, password, wallNow(core.clock));
  const knows = (agent: Agent | undefined): agent is Agent => agent !== undefined && proves(agent);
  if (where.kind === "any model") return agents.withTag(tag).find(knows);
  const inController = agents.find(core.controllerModelUuid, tag);
  if (where.kind === "controller") return knows(inController) ? inController : undefined;
  const gone = models.find(where.model)?.redirect !== undefined;
  const agent = agents.find(where.model, tag);
  // An agent of a model that has gone elsewhere gets what it would get for a wrong password.
  if (knows(agent)) return gone ? undefined : agent;
  if (inController?.managesModels !== true || !knows(inController)) return undefined;
  if (gone) throw unknownModel(where.model);
  return inController;
}

function scopeOf(where: LoginScope, agent: Agent): Scope {
  return where.kind === "any model" ? { kind: "model", model: agent.model } : where;
}

function proofOf({ credentials, certificate }: Credentials): AgentProof {
  return credentials === "" && certificate !== undefined
    ? { kind: "certificate", certificate }
    : { kind: "password" };
}

function agentAuth(agent: Agent, scope: Scope, proof: AgentProof): AgentAuth {
  const { tag, model, managesModels, passwordHash, nonce } = agent;
  const abroad = scope.kind === "model" && scope.model !== model;
  const pings = !abroad;
  return { kind: "agent", tag, model, managesModels, pings, proof, passwordHash, nonce };
}

async function loginUser(
  name: string,
  credentials: Credentials,
  where: LoginScope,
  { core }: LoginRules,
  signal: AbortSignal,
): Promise<LoggedIn> {
  const scope: Scope = where.kind === "any model" ? { kind: "controller" } : where;
  if (name === ANONYMOUS && credentials.credentials === "") {
    return { auth: { kind: "anonymous" }, scope };
  }
  const stored = core.state.users.find(name)?.passwordHash;
  const guess = core.guesses.take({ kind: "user", who: name, network: credentials.network });
  let right: boolean;
  try {
    const { credentials: password, network } = credentials;
    right = await core.userPasswords.verify(password, stored, signal, network);
  } catch (error) {
    guess.unseen();
    throw error;
  }
  if (right) guess.right();
  // Looking at a password takes its time: an operator may have given the user another meanwhile.
  const user = core.state.users.find(name);
  const still = user?.passwordHash === stored;
  if (user === undefined || !right || !still || user.disabled) throw badCredentials();
  return await admitUser(user, scope, core);
}

/**
 * Lets in a user who has proved to be who it says.
 *
 * @throws ApiError `redirection required`, or `unauthorized access` where the model is none of the user's
 */
export async function admitUser(
  user: User,
  scope: Scope,
  core: ControllerCore<Store>,
): Promise<LoggedIn> {
  const auth: UserAuth = { kind: "user", user };
  if (scope.kind === "model") {
    const redirect = redirectOf(scope.model, core);
    if (redirect !== undefined) throw redirection(redirect);
    if (accessTo(core.state.users, scope.model, user) === undefined) throw badCredentials();
  }
  await core.state.commit(({ users }) => users.setLastLogin(user.name, wallNow(core.clock)));
  return { auth, scope };
}

function redirectOf(model: string, core: ControllerCore): Redirect | undefined {
  return core.state.models.find(model)?.redirect;
}
