import {
  type AnyFacade,
  decode,
  type FacadeHandlers,
  methodSchemas,
  type MethodsOf,
  type Schema,
} from "@holdfast/facades";

import { permissionDenied, tooMany } from "./api-errors.js";
import type { AgentAuth, Auth, Scope } from "./auth.js";
import { CALLS } from "../bounds.js";
import type { ControllerCore } from "./controller-core.js";
import type { Steps } from "./fair-turns.js";
import type { JujuTraits } from "./juju-rules.js";
import type { Store, StoreView } from "../state/store.js";
import type { PingTimeout } from "./ping-timeout.js";
import type { Watchers } from "./watchers.js";

/** What a handler knows of the connection that a request came on. */
export interface Caller<State extends StoreView = StoreView> {
  readonly core: ControllerCore<State>;
  readonly auth: Auth;
  readonly scope: Scope;
  readonly watchers: Watchers;
  /** Runs where the controller expects pings of this connection. */
  readonly pingTimeout: PingTimeout | undefined;
}

/** What a handler knows of a request. */
export interface CallContext<State extends StoreView = StoreView> extends Caller<State> {
  /** The version of the facade that is called. */
  readonly version: number;
  /** The object asked, such as a watcher; empty where the request names none. */
  readonly id: string;
  /** Aborted once the connection is closing: stop, nobody listens. */
  readonly signal: AbortSignal;
}

/** A facade as the controller serves it, in all versions: where, to whom, and how. */
export interface ServedFacade {
  readonly name: string;
  /** The kinds of connection that have it. */
  readonly on: readonly Scope["kind"][];
  /** What each method of a version reads. */
  methods(version: number): ReadonlyMap<string, Schema<unknown>>;
  /** True for what is answered without the state, and so also while its store is away. */
  readonly needsNoState?: boolean;
  /** True for what clients of Juju's need not see: only who may use it is told that it is there. */
  readonly offeredToCallersAlone?: boolean;
  /** Whether this caller may use it at all. */
  allows(auth: Auth, traits: JujuTraits): boolean;
  /** Answers one request: by a result, a promise of it, or {@link Steps} to it. Its parameters are checked by the facade's own description. */
  call(method: string, params: unknown, context: CallContext<Store>): unknown;
}

type Served<Handler> = Handler extends (params: infer P, context: infer C) => infer Result
  ? (params: P, context: C) => Result | Steps<Awaited<Result>> | Promise<Steps<Awaited<Result>>>
  : never;

/** What does a facade's work; what may take long, in steps. */
export type ServedHandlers<F extends AnyFacade> = {
  readonly [Method in keyof FacadeHandlers<F, CallContext<Store>>]: Served<
    FacadeHandlers<F, CallContext<Store>>[Method]
  >;
};

/** Whether a version of the facade has the method; all have where none is said. */
export type MethodVersions<F extends AnyFacade> = {
  readonly [Method in keyof MethodsOf<F>]?: (version: number) => boolean;
};

/**
 * Puts a facade's description and what does its work together. The description has the methods of
 * all versions; `only` says which version has which.
 */
export function serve<F extends AnyFacade>(
  facade: F,
  where: Pick<ServedFacade, "on" | "allows">,
  handlers: ServedHandlers<F>,
  only: MethodVersions<F> = {},
): ServedFacade {
  const { name } = facade;
  const versionsOf: Readonly<Record<string, ((version: number) => boolean) | undefined>> = only;
  const byName: Readonly<Record<string, (params: never, context: CallContext<Store>) => unknown>> =
    handlers;
  return {
    name,
    ...where,
    methods(version) {
      const names = Object.keys(byName).filter((method) => versionsOf[method]?.(version) ?? true);
      return new Map(
        names.flatMap((method): [string, Schema<unknown>][] => {
          const schemas = methodSchemas(facade, method);
          return schemas === undefined ? [] : [[method, schemas.params]];
        }),
      );
    },
    call(method, params, context) {
      const handler = Object.hasOwn(byName, method) ? byName[method] : undefined;
      const schemas = methodSchemas(facade, method);
      const { version } = context;
      const has = versionsOf[method]?.(version) ?? true;
      if (handler === undefined || schemas === undefined || !has) {
        throw context.core.juju.refusals.unknownMethod(name, version, method);
      }
      checkBulk(params);
      const decoded = decode(schemas.params, params, `the parameters of ${name}.${method}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- decoded by the handler's own schema
      return handler(decoded as never, context);
    },
  };
}

/** @throws ApiError `quota limit exceeded` for a list that is too long */
function checkBulk(params: unknown): void {
  if (typeof params !== "object" || params === null) return;
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value) && value.length > CALLS.bulk) throw tooMany(name, CALLS.bulk);
  }
}

export const everyone = (): boolean => true;
export const agentsOnly = (auth: Auth): boolean => auth.kind === "agent";
export const machinesOnly = (auth: Auth): boolean =>
  auth.kind === "agent" && auth.tag.startsWith("machine-");
export const usersOnly = (auth: Auth): boolean => auth.kind === "user";
/** Users and, where the release lets them, the machines of the controller itself. */
export const administrators = (auth: Auth, { machinesSeeModels }: JujuTraits): boolean =>
  auth.kind === "user" || (machinesSeeModels && auth.kind === "agent" && auth.managesModels);

/** The agent that calls; for facades that let nobody else in. */
export function callingAgent(auth: Auth): AgentAuth {
  if (auth.kind !== "agent") throw permissionDenied();
  return auth;
}
