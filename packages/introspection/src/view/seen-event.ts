// An engine's events as plain data, as they travel to a page or a log: errors become facts.
import type { EngineEvent } from "@holdfast/dependency-engine";
import { type ErrorFacts, errorFacts } from "@holdfast/ports";

type Plain<T> = T extends { readonly [Key in keyof T]: unknown }
  ? { readonly [Key in keyof T]: Key extends "error" ? ErrorFacts : Plain<T[Key]> }
  : T;

/** An engine's event without its own number. */
type Happened<E> = E extends EngineEvent ? Omit<E, "seq" | "at"> : never;

/**
 * One thing that happened in one engine. `id` grows by one each over all engines, and is what a
 * reader that comes back names as its last; `at` is in ms of the engine's clock, which never jumps.
 */
export type SeenEvent = Plain<Happened<EngineEvent>> & {
  readonly id: number;
  readonly at: number;
  readonly engine: string;
};

/** An engine's event, numbered anew, with its errors as facts. */
export function plainEvent(event: EngineEvent, engine: string, id: number): SeenEvent {
  const { seq: _seq, ...happened } = event;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type says what withFacts does
  return { ...(withFacts(happened) as object), id, engine } as SeenEvent;
}

function withFacts(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "error" && member !== undefined ? errorFacts(member) : withFacts(member),
    ]),
  );
}
