import type { TagKind } from "./tag.js";

// Every expression is anchored (the original's UUID is not, so `model-x<uuid>y` passes there) and
// written so that it reads a text of any length in linear time: tags come from the wire.

/** How the ids of one kind are written, and how they become the end of a tag and back. */
export interface Grammar {
  readonly id: RegExp;
  /** What a right tag looks like, for an error's message. */
  readonly expected: string;
  /** The id as it stands in a tag. */
  toTag(id: string): string;
  /** The id from what follows the kind in a tag; may well be no valid id. */
  fromTag(rest: string): string;
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const NUMBER = "(?:0|[1-9][0-9]*)";
// After a dash at least one letter, so that a unit's number is never taken for a part of the name.
const APPLICATION = "[a-z][a-z0-9]*(?:-[0-9]*[a-z][a-z0-9]*)*";
const USER_PART = "[a-zA-Z0-9][a-zA-Z0-9.+-]*[a-zA-Z0-9]";

const LOCAL_DOMAIN = "@local";

/** Same in a tag as by itself. */
const asItIs = { toTag: (id: string) => id, fromTag: (rest: string) => rest };

const anchored = (source: string): RegExp => new RegExp(`^${source}$`, "u");

export const uuid: RegExp = anchored(UUID);
export const controllerAgentNumber: RegExp = anchored(NUMBER);

export const grammars: Readonly<Record<TagKind, Grammar>> = {
  machine: {
    id: anchored(`${NUMBER}(?:/[a-z]+/${NUMBER})*`),
    expected: "machine-N, or machine-N-lxd-N for a container",
    toTag: (id) => id.replaceAll("/", "-"),
    fromTag: (rest) => rest.replaceAll("-", "/"),
  },
  unit: {
    id: anchored(`${APPLICATION}/${NUMBER}`),
    expected: "unit-<application>-N",
    toTag: (id) => id.replace("/", "-"),
    // The number follows the last dash; all before it are the application's.
    fromTag: (rest) => rest.replace(/-(?<number>[^-]*)$/u, "/$<number>"),
  },
  application: {
    id: anchored(APPLICATION),
    expected: "application-<lower-case name>, no part of it a mere number",
    ...asItIs,
  },
  model: { id: uuid, expected: "model-<lower-case UUID>", ...asItIs },
  controller: {
    id: anchored(`(?:${UUID}|${NUMBER})`),
    expected: "controller-<lower-case UUID>, or controller-N for its agent",
    ...asItIs,
  },
  user: {
    id: anchored(`${USER_PART}(?:@${USER_PART})?`),
    expected: "user-<name>, or user-<name>@<domain>",
    toTag: (id) => id,
    // `@local` says what no domain says: one user has one spelling.
    fromTag: (rest) => (rest.endsWith(LOCAL_DOMAIN) ? rest.slice(0, -LOCAL_DOMAIN.length) : rest),
  },
};
