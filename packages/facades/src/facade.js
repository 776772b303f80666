import { decode } from "./decode.js";
/** Describes a facade. What it checks, the compiler checks: a schema for each signature, no other. */
export function defineFacade(description) {
  return description;
}
/** The schemas of a method by its name; undefined where the facade has no such method. */
export function methodSchemas(facade, method) {
  return Object.hasOwn(facade.methods, method) ? facade.methods[method] : undefined;
}
/**
 * Reads the parameters of a request.
 *
 * @throws MalformedMessageError where they do not fit the method
 */
export function decodeParams(facade, method, params) {
  const what = `parameters of ${facade.name}.${method}`;
  return decode(facade.methods[method].params, params, what);
}
/**
 * Reads the result of a reply.
 *
 * @throws MalformedMessageError where it does not fit the method
 */
export function decodeResult(facade, method, result) {
  const what = `result of ${facade.name}.${method}`;
  return decode(facade.methods[method].result, result, what);
}
