import { attributes, list, message, optional, text } from "../wire.js";
export const Empty = message({});
export const ErrorInfo = message({
  message: text,
  code: text,
  info: optional(attributes),
});
export const Entity = message({ tag: text });
export const Entities = message({ entities: list(Entity) });
export const ErrorResult = message({ error: optional(ErrorInfo) });
export const ErrorResults = message({ results: list(ErrorResult) });
export const LifeResult = message({ life: text, error: optional(ErrorInfo) });
export const LifeResults = message({ results: list(LifeResult) });
export const StringResult = message({
  result: text,
  error: optional(ErrorInfo),
});
export const StringResults = message({ results: list(StringResult) });
export const StringsResult = message({
  result: optional(list(text)),
  error: optional(ErrorInfo),
});
