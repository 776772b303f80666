import { InvalidTagError } from "./errors.js";
import { controllerAgentNumber, grammars } from "./grammar.js";
import type { ControllerTag, ParsedTag, Tag, TagKind, TagOfKind } from "./tag.js";

const KINDS = "machine, unit, application, model, controller or user, a dash, and a name";

function isKind(text: string): text is TagKind {
  return Object.hasOwn(grammars, text);
}

/** The id with one spelling, checked; undefined where the kind does not allow it. */
function checkedId(kind: TagKind, rest: string): string | undefined {
  // A slash belongs to ids alone: in a tag, which becomes a folder's name, there is none.
  if (rest.includes("/")) return undefined;
  const grammar = grammars[kind];
  const name = grammar.fromTag(rest);
  // Back and forth, so that nothing passes which would be written otherwise than it was read.
  const again = grammar.fromTag(grammar.toTag(name));
  return grammar.id.test(name) && again === name ? name : undefined;
}

function parsed<Kind extends TagKind>(kind: Kind, id: string): ParsedTag<Kind> {
  const tag = `${kind}-${grammars[kind].toTag(id)}`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind, id and tag fit: just made
  return { kind, id, tag } as ParsedTag<Kind>;
}

/**
 * Takes a tag apart, as Juju's names do, but with every grammar anchored.
 * `user-bob@local` gives the tag `user-bob`; `controller-0` has the kind `controller`.
 *
 * @throws {@link InvalidTagError} for an unknown kind, no dash, or an id its kind does not allow
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { InvalidTagError, parseTag } from "@holdfast/names";
 *
 * assert.deepEqual(parseTag("machine-0-lxd-1"), {
 *   kind: "machine",
 *   id: "0/lxd/1",
 *   tag: "machine-0-lxd-1",
 * });
 * assert.throws(() => parseTag("machine-x"), InvalidTagError);
 * ```
 */
export function parseTag(text: string): ParsedTag {
  const dash = text.indexOf("-");
  const kind = dash === -1 ? text : text.slice(0, dash);
  if (dash === -1 || !isKind(kind)) throw new InvalidTagError(text, KINDS);
  const id = checkedId(kind, text.slice(dash + 1));
  if (id === undefined) throw new InvalidTagError(text, grammars[kind].expected, kind);
  return parsed(kind, id);
}

/**
 * Takes a tag of one kind apart.
 *
 * @throws {@link InvalidTagError} naming the wanted kind, for a bad tag and for one of another kind
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseTagOf } from "@holdfast/names";
 *
 * const { id } = parseTagOf("unit", "unit-foo-bar-0");
 * assert.equal(id, "foo-bar/0");
 * assert.throws(() => parseTagOf("unit", "machine-0"), { code: "ERR_INVALID_TAG" });
 * ```
 */
export function parseTagOf<Kind extends TagKind>(kind: Kind, text: string): ParsedTag<Kind> {
  const prefix = `${kind}-`;
  const id = text.startsWith(prefix) ? checkedId(kind, text.slice(prefix.length)) : undefined;
  if (id === undefined) throw new InvalidTagError(text, grammars[kind].expected, kind);
  return parsed(kind, id);
}

/** Whether the text is a tag, in its one spelling. */
export function isTag(text: string): text is Tag {
  const dash = text.indexOf("-");
  const kind = text.slice(0, Math.max(dash, 0));
  return isKind(kind) && isTagOf(kind, text);
}

/**
 * Whether the text is a tag of that kind, in its one spelling.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isTagOf, type MachineTag } from "@holdfast/names";
 *
 * const text: string = "machine-0";
 * if (isTagOf("machine", text)) {
 *   const tag: MachineTag = text; // from here on the compiler knows
 *   assert.equal(tag, "machine-0");
 * }
 * ```
 */
export function isTagOf<Kind extends TagKind>(kind: Kind, text: string): text is TagOfKind[Kind] {
  const prefix = `${kind}-`;
  const id = text.startsWith(prefix) ? checkedId(kind, text.slice(prefix.length)) : undefined;
  return id !== undefined && prefix + grammars[kind].toTag(id) === text;
}

/** Whether the tag names one agent of a controller (`controller-0`), not the controller itself. */
export function isControllerAgentTag(text: string): text is ControllerTag {
  return text.startsWith("controller-") && controllerAgentNumber.test(text.slice(11));
}

/** The tag of an id of that kind, which is checked. */
export function tagOf<Kind extends TagKind>(kind: Kind, id: string): TagOfKind[Kind] {
  const grammar = grammars[kind];
  if (!grammar.id.test(id)) throw new InvalidTagError(id, grammar.expected, kind);
  return parsed(kind, grammar.fromTag(grammar.toTag(id))).tag;
}
