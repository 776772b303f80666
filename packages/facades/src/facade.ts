import { decode } from "./decode.js";
import type { Schema } from "./wire.js";

/** The methods of a facade, as an interface of plain signatures: parameters in, result out. */
export type Signatures<M> = {
  readonly [K in keyof M]: (params: never) => unknown;
};

type ParamsOf<Method> = Method extends (params: infer P) => unknown ? P : never;
type ResultOf<Method> = Method extends (params: never) => infer R ? R : never;

/** How one method's messages are read. */
export interface MethodSchemas<Params, Result> {
  readonly params: Schema<Params>;
  readonly result: Schema<Result>;
}

/**
 * One facade in one version: what the client's requests and the controller's replies are made from.
 * Names and shapes are Juju's own.
 */
export interface Facade<M extends Signatures<M>, V extends number = number> {
  readonly name: string;
  /** The version whose messages are described. */
  readonly version: V;
  /**
   * Every version in which the methods that are described have these messages, `version` among them:
   * a client takes the best of them that the controller announced. `version` alone where it is left out.
   */
  readonly versions?: readonly number[];
  readonly methods: { readonly [K in keyof M]: MethodSchemas<ParamsOf<M[K]>, ResultOf<M[K]>> };
}

/** What {@link FacadeClient} and {@link FacadeHandlers} are asked for: `typeof Agent`, any facade. */
// oxlint-disable-next-line typescript/no-explicit-any -- any facade, whatever its methods
export type AnyFacade = Facade<any>;

/** The interface of signatures that a facade was described with. */
export type MethodsOf<F extends AnyFacade> = F extends Facade<infer M> ? M : never;

/** How a call may be bounded. */
export interface FacadeCallOptions {
  /** Abandons the call; the controller goes on with it, since the protocol cannot say otherwise. */
  readonly signal?: AbortSignal | undefined;
  /** ms to wait for the answer; as long as the connection lives where it is left out. */
  readonly timeout?: number | undefined;
}

type ClientMethod<Params, Result> = (
  // A method that needs no parameters is called without.
  ...args: Record<string, never> extends Params
    ? [params?: Params, options?: FacadeCallOptions]
    : [params: Params, options?: FacadeCallOptions]
) => Promise<Result>;

/** The caller's side of a facade: each method checked as it is called, each result as it is read. */
export type FacadeClient<F extends AnyFacade> = {
  readonly [K in keyof MethodsOf<F>]: ClientMethod<
    ParamsOf<MethodsOf<F>[K]>,
    ResultOf<MethodsOf<F>[K]>
  >;
};

/**
 * The controller's side of a facade: one function for each method, given the decoded parameters and
 * whatever the controller knows of the request.
 */
export type FacadeHandlers<F extends AnyFacade, Context = void> = {
  readonly [K in keyof MethodsOf<F>]: (
    params: ParamsOf<MethodsOf<F>[K]>,
    context: Context,
  ) => ResultOf<MethodsOf<F>[K]> | Promise<ResultOf<MethodsOf<F>[K]>>;
};

/**
 * Describes a facade. What it checks, the compiler checks: a schema for each signature, no other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { decodeResult, defineFacade, integer, message, text } from "@holdfast/facades";
 *
 * interface Tide {
 *   readonly height: number;
 * }
 * const Tides = defineFacade<{ At(params: { harbour: string }): Tide }>({
 *   name: "Tides",
 *   version: 1,
 *   methods: {
 *     At: { params: message({ harbour: text }), result: message({ height: integer }) },
 *   },
 * });
 * assert.deepEqual(decodeResult(Tides, "At", { height: 3 }), { height: 3 });
 * assert.throws(() => decodeResult(Tides, "At", { height: "high" }), /Tides\.At/);
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineFacade<M extends Signatures<M>, V extends number = number>(
  description: Facade<NoInfer<M>, V>,
): Facade<M, V> {
  return description;
}

/** The schemas of a method by its name; undefined where the facade has no such method. */
export function methodSchemas(
  facade: AnyFacade,
  method: string,
): MethodSchemas<unknown, unknown> | undefined {
  return Object.hasOwn(facade.methods, method) ? facade.methods[method] : undefined;
}

/**
 * Reads the parameters of a request.
 *
 * @throws MalformedMessageError where they do not fit the method
 */
export function decodeParams<M extends Signatures<M>, K extends keyof M & string>(
  facade: Facade<M>,
  method: K,
  params: unknown,
): ParamsOf<M[K]> {
  const what = `parameters of ${facade.name}.${method}`;
  return decode(facade.methods[method].params, params, what);
}

/**
 * Reads the result of a reply.
 *
 * @throws MalformedMessageError where it does not fit the method
 */
export function decodeResult<M extends Signatures<M>, K extends keyof M & string>(
  facade: Facade<M>,
  method: K,
  result: unknown,
): ResultOf<M[K]> {
  const what = `result of ${facade.name}.${method}`;
  return decode(facade.methods[method].result, result, what);
}
