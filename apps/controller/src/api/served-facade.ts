import { type AnyFacade, decode, type FacadeHandlers, methodSchemas } from "@holdfast/facades";

import { permissionDenied, unknownMethod } from "./api-errors.js";
import type { AgentAuth, Auth, Scope } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";
import type { PingTimeout } from "./ping-timeout.js";
import type { Watchers } from "./watchers.js";

/** What a handler knows of the connection that a request came on. */
export interface Caller {
  readonly core: ControllerCore;
  readonly auth: Auth;
  readonly scope: Scope;
  readonly watchers: Watchers;
  /** Runs where the controller expects pings of this connection. */
  readonly pingTimeout: PingTimeout | undefined;
}

/** What a handler knows of a request. */
export interface CallContext extends Caller {
  /** The object asked, such as a watcher; empty where the request names none. */
  readonly id: string;
  /** Aborted once the connection is closing: stop, nobody listens. */
  readonly signal: AbortSignal;
}

/** A facade as the controller serves it: where, to whom, and how. */
export interface ServedFacade {
  readonly name: string;
  readonly version: number;
  /** The kinds of connection that have it. */
  readonly on: readonly Scope["kind"][];
  /** Whether this caller may use it at all. */
  allows(auth: Auth): boolean;
  /** Answers one request. Its parameters are checked by the facade's own description. */
  call(method: string, params: unknown, context: CallContext): unknown;
}

/** Puts a facade's description and what does its work together. */
export function serve<F extends AnyFacade>(
  facade: F,
  where: Pick<ServedFacade, "on" | "allows">,
  handlers: FacadeHandlers<F, CallContext>,
): ServedFacade {
  const { name, version } = facade;
  const byName: Readonly<Record<string, (params: never, context: CallContext) => unknown>> =
    handlers;
  return {
    name,
    version,
    ...where,
    call(method, params, context) {
      const handler = Object.hasOwn(byName, method) ? byName[method] : undefined;
      const schemas = methodSchemas(facade, method);
      if (handler === undefined || schemas === undefined) {
        throw unknownMethod(name, version, method);
      }
      const decoded = decode(schemas.params, params, `the parameters of ${name}.${method}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decoded by the handler's own schema
      return handler(decoded as never, context);
    },
  };
}

export const everyone = (): boolean => true;
export const agentsOnly = (auth: Auth): boolean => auth.kind === "agent";
export const usersOnly = (auth: Auth): boolean => auth.kind === "user";
/** Users, and the machines of the controller itself. */
export const administrators = (auth: Auth): boolean =>
  auth.kind === "user" || (auth.kind === "agent" && auth.managesModels);

/** The agent that calls; for facades that let nobody else in. */
export function callingAgent(auth: Auth): AgentAuth {
  if (auth.kind !== "agent") throw permissionDenied();
  return auth;
}
