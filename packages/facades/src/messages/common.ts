import type { TagText } from "@holdfast/names";
import { attributes, list, message, optional, type Schema, text } from "../wire.js";

/** No parameters, or nothing to answer. */
export type Empty = Record<string, never>;
export const Empty: Schema<Empty> = message({});

/** An error inside a result. `code` is one of Juju's words, or `''`. */
export interface ErrorInfo {
  message: string;
  code: string;
  info?: Record<string, unknown>;
}
export const ErrorInfo: Schema<ErrorInfo> = message({
  message: text,
  code: text,
  info: optional(attributes),
});

/** The entity a question is about. */
export interface Entity {
  /** As it came from the wire: not yet known to be a tag. The compiler takes no `Uuid` for one. */
  tag: TagText;
}
export const Entity: Schema<Entity> = message({ tag: text });

export interface Entities {
  entities: Entity[];
}
export const Entities: Schema<Entities> = message({ entities: list(Entity) });

export interface ErrorResult {
  error?: ErrorInfo;
}
export const ErrorResult: Schema<ErrorResult> = message({ error: optional(ErrorInfo) });

/** One answer for each entity asked about, in the same order. */
export interface ErrorResults {
  results: ErrorResult[];
}
export const ErrorResults: Schema<ErrorResults> = message({ results: list(ErrorResult) });

/** `life` is `alive`, `dying` or `dead`; `''` beside an error. */
export interface LifeResult {
  life: string;
  error?: ErrorInfo;
}
export const LifeResult: Schema<LifeResult> = message({ life: text, error: optional(ErrorInfo) });

export interface LifeResults {
  results: LifeResult[];
}
export const LifeResults: Schema<LifeResults> = message({ results: list(LifeResult) });

export interface StringResult {
  result: string;
  error?: ErrorInfo;
}
export const StringResult: Schema<StringResult> = message({
  result: text,
  error: optional(ErrorInfo),
});

export interface StringResults {
  results: StringResult[];
}
export const StringResults: Schema<StringResults> = message({ results: list(StringResult) });

export interface StringsResult {
  result?: string[];
  error?: ErrorInfo;
}
export const StringsResult: Schema<StringsResult> = message({
  result: optional(list(text)),
  error: optional(ErrorInfo),
});
