import * as v from "valibot";
import { MalformedMessageError } from "./errors.js";
/**
 * Reads a value from the wire.
 *
 * @param what names the value in an error's message, such as `result of Agent.GetEntities`
 * @throws {@link MalformedMessageError} where a value has the wrong type
 */
export function decode(schema, value, what) {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new MalformedMessageError(what, v.getDotPath(issue) ?? "", issue.expected ?? "an object");
}
