// What the scripted controller answers by itself: the documented behaviour of Juju's, for one agent.
import { Admin, AdminV1, Agent, decodeParams, type LoginRequestV1 } from "@holdfast/facades";
import { MIN_PASSWORD_LENGTH } from "@holdfast/names";
import { ApiError, type IncomingRequest } from "@holdfast/rpc";

import type { ControllerState } from "./controller-state.js";
import type { Journal } from "./journal.js";

/** Where a request came in: the URL's path, and whether a login went before it. */
export interface Arrived extends IncomingRequest {
  readonly path: string;
  readonly admitted: boolean;
  /** Whom the client's certificate names, where it showed one that the controller trusts. */
  readonly certified: string | undefined;
  /** What the credentials are worth, where it is a login by something else than Juju's for agents. */
  readonly judged?: JudgedLogin | undefined;
}

/** What the credentials of a login are worth. */
export interface JudgedLogin {
  readonly right: boolean;
  /** The refusal, where it is to have words of its own. */
  readonly refusal?: unknown;
}

/** @throws {ApiError} where the documented controller answers with an error */
export function defaultAnswer(request: Arrived, state: ControllerState, journal: Journal): object {
  const isLogin = request.facade === "Admin" && request.method === "Login";
  if (isLogin || request.judged !== undefined) return login(request, state);
  if (!request.admitted) {
    const message = `unknown object type ${JSON.stringify(request.facade)}`;
    throw new ApiError(message, { code: "not implemented" });
  }
  switch (`${request.facade}.${request.method}`) {
    case "Pinger.Ping":
      return {};
    case "Agent.GetEntities":
      return getEntities(request, state);
    case "Agent.SetPasswords":
      return setPasswords(request, state, journal);
    default:
      throw new ApiError(
        `no such request - method ${request.facade}(${request.version}).${request.method} is not implemented`,
        { code: "not implemented" },
      );
  }
}

function login(request: Arrived, state: ControllerState): object {
  const { path, version, judged } = request;
  const modelPath = `/model/${state.model.slice("model-".length)}/api`;
  if (judged === undefined && version !== 3 && !(version === 1 && path === "/")) {
    throw new ApiError("this version of Juju does not support login from old clients", {
      code: "not supported",
    });
  }
  if (path.startsWith("/model/") && path !== modelPath) {
    const uuid = path.split("/")[2];
    throw new ApiError(`unknown model: ${JSON.stringify(uuid)}`, { code: "model not found" });
  }
  if (judged === undefined) checkCredentials(credentialsOf(request), request.certified, state);
  else checkJudged(judged, state);
  const onModel = path !== "/api";
  return {
    servers: [],
    "controller-tag": state.controller,
    ...(onModel ? { "model-tag": state.model } : {}),
    "server-version": "3.6.0",
    facades: [
      { name: "Pinger", versions: [1] },
      ...(onModel ? [{ name: "Agent", versions: [3] }] : []),
    ],
  };
}

function credentialsOf(request: Arrived): LoginRequestV1 {
  return request.version === 1
    ? decodeParams(AdminV1, "Login", request.params)["login-request"]
    : decodeParams(Admin, "Login", request.params);
}

function checkJudged({ right, refusal }: JudgedLogin, state: ControllerState): void {
  if (refusal !== undefined) throw refusal;
  if (!state.knowsAgent || !right) throw badCredentials();
  if (state.nonce === "") throw notProvisioned(state);
}

function badCredentials(): ApiError {
  return new ApiError("invalid entity name or password", { code: "unauthorized access" });
}

function notProvisioned({ tag }: ControllerState): ApiError {
  const machine = tag.slice(tag.indexOf("-") + 1);
  return new ApiError(`machine ${machine} not provisioned`, { code: "not provisioned" });
}

function checkCredentials(
  given: LoginRequestV1,
  certified: string | undefined,
  state: ControllerState,
): void {
  // Who shows a certificate needs no password. Either is judged before the nonce.
  const proven =
    given.credentials === "" ? certified === state.tag : given.credentials === state.password;
  if (!state.knowsAgent || given["auth-tag"] !== state.tag || !proven) {
    throw badCredentials();
  }
  if (state.nonce === "" || given.nonce !== state.nonce) throw notProvisioned(state);
}

function getEntities(request: Arrived, state: ControllerState): object {
  const { entities } = decodeParams(Agent, "GetEntities", request.params);
  return {
    entities: entities.map(({ tag }) =>
      tag === state.tag
        ? { life: state.life, jobs: ["JobHostUnits"], "container-type": "" }
        : { life: "", jobs: null, "container-type": "", error: denied },
    ),
  };
}

function setPasswords(request: Arrived, state: ControllerState, journal: Journal): object {
  const { changes } = decodeParams(Agent, "SetPasswords", request.params);
  return {
    results: changes.map(({ tag, password }) => {
      if (tag !== state.tag) return { error: denied };
      if (state.life === "dead") return { error: { message: `${tag} is dead`, code: "dead" } };
      const length = Buffer.byteLength(password);
      if (length < MIN_PASSWORD_LENGTH) {
        const message = `password is only ${length} bytes long, and is not a valid Agent password`;
        return { error: { message, code: "" } };
      }
      state.password = password;
      journal.add({ kind: "password-set", password });
      return {};
    }),
  };
}

const denied = { message: "permission denied", code: "unauthorized access" };
