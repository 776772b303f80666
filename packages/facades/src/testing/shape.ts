import type { Schema } from "../wire.js";

/** What a schema reads, for tests that make such values. */
export type Shape =
  | { readonly kind: "text" }
  | { readonly kind: "integer" }
  | { readonly kind: "flag" }
  /** Whatever JSON can say. */
  | { readonly kind: "anything" }
  | { readonly kind: "list"; readonly item: Shape }
  /** Values by whatever names. */
  | { readonly kind: "map"; readonly value: Shape }
  | { readonly kind: "message"; readonly members: ReadonlyMap<string, Member> };

/** A member of a message. */
export interface Member {
  readonly shape: Shape;
  readonly optional: boolean;
}

/** What of valibot's own description is looked at. */
interface Described {
  readonly type: string;
  readonly wrapped?: Described;
  readonly pipe?: readonly Described[];
  readonly entries?: Readonly<Record<string, Described>>;
  readonly item?: Described;
  readonly value?: Described;
}

/**
 * Reads the description that a schema of ours is.
 *
 * @throws Error for one that is made of something else
 */
export function shapeOf(schema: Schema<unknown>): Shape {
  return shape(schema);
}

function shape(described: Described): Shape {
  const { type, wrapped, pipe, entries, item, value } = described;
  if (wrapped !== undefined) return shape(wrapped);
  if (entries !== undefined) return message(entries);
  if (item !== undefined) return { kind: "list", item: shape(item) };
  if (value !== undefined && type === "record") return { kind: "map", value: shape(value) };
  const inner = pipe?.find((step) => step.entries !== undefined);
  if (inner?.entries !== undefined) return message(inner.entries);
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`a schema of type ${type} is not one of ours`);
  return { kind };
}

const KINDS: Readonly<Partial<Record<string, "text" | "integer" | "flag" | "anything">>> = {
  string: "text",
  number: "integer",
  boolean: "flag",
  unknown: "anything",
};

function message(entries: Readonly<Record<string, Described>>): Shape {
  const members = Object.entries(entries).map(([name, member]): [string, Member] => [
    name,
    { shape: shape(member), optional: member.type === "optional" },
  ]);
  return { kind: "message", members: new Map(members) };
}
