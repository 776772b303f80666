import type { Uuid } from "./uuid-type.js";

/** One machine, or one container on it: `machine-0`, `machine-0-lxd-1`. */
export type MachineTag = `machine-${string}`;
/** One unit of an application: `unit-foo-bar-0`. */
export type UnitTag = `unit-${string}`;
/** An application: `application-foo-bar`. */
export type ApplicationTag = `application-${string}`;
/** A model, by its UUID. */
export type ModelTag = `model-${string}`;
/** A controller, by its UUID; or one agent of a controller, by its number. */
export type ControllerTag = `controller-${string}`;
/** A person or a service: `user-bob`, `user-bob@domain`. */
export type UserTag = `user-${string}`;

/** The kinds of tag, each with the type of its tags. */
export interface TagOfKind {
  machine: MachineTag;
  unit: UnitTag;
  application: ApplicationTag;
  model: ModelTag;
  controller: ControllerTag;
  user: UserTag;
}

/** How the names of each kind read by themselves: what a tag of it has after its kind. */
interface IdOfKind extends Record<TagKind, string> {
  model: Uuid;
  controller: Uuid | `${number}`;
}

/** What a tag can name. A controller's agent (`controller-0`) is of the kind `controller` too. */
export type TagKind = keyof TagOfKind;

/** Any tag. The type tells kinds apart; only {@link parseTag} and the constructors check ids. */
export type Tag = TagOfKind[TagKind];

/**
 * A checked tag, taken apart. `id` is the name as people write it (`0/lxd/1`, `foo-bar/0`), `tag`
 * the one spelling of it on the wire.
 */
export type ParsedTag<Kind extends TagKind = TagKind> = {
  [K in Kind]: { readonly kind: K; readonly id: IdOfKind[K]; readonly tag: TagOfKind[K] };
}[Kind];
