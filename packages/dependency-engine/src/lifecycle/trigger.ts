import type { Outcome } from "./outcome.js";

/**
 * Why a manifold was last set moving. Kept with it, and linked to why the input moved that moved it,
 * so that the far end is the root of it all.
 */
export interface TriggerLink {
  readonly manifold: string;
  readonly what: Trigger;
  /** The input that moved, where `what` speaks of one. */
  readonly input: string | undefined;
  readonly error: unknown;
  /** Why that input moved. */
  readonly by: TriggerLink | undefined;
  /** The far end of the chain; undefined where nothing came before. */
  readonly root: TriggerLink | undefined;
}

/** What can set a manifold moving. */
export type Trigger =
  | "installed"
  | "replaced"
  | "removed"
  | "bounced"
  | "held"
  | "released"
  | "input came"
  | "input went"
  | "input changed"
  | "updated"
  | "update failed"
  | "failed"
  | "asked for a restart"
  | "finished"
  | "uninstalled itself"
  | "missed an input"
  | "dependent escalated"
  | "start overran";

/** What came from an input: it came, it went, it has another output; or that was handed over in place. */
export type InputTrigger = "input came" | "input went" | "input changed" | "updated";

/** Something that began at this manifold. */
export function rootTrigger(manifold: string, what: Trigger, error?: unknown): TriggerLink {
  return { manifold, what, input: undefined, error, by: undefined, root: undefined };
}

/** The end of a worker that nobody had told to. */
export function endTrigger(
  manifold: string,
  outcome: Outcome["kind"],
  error: unknown,
): TriggerLink {
  return rootTrigger(manifold, ENDED[outcome], error);
}

const ENDED = {
  finished: "finished",
  missing: "missed an input",
  bounce: "asked for a restart",
  uninstall: "uninstalled itself",
  failed: "failed",
} as const;

/** An update failed, which was called for the reason `by`. */
export function updateTrigger(
  manifold: string,
  error: unknown,
  by: TriggerLink | undefined,
): TriggerLink {
  const root = by?.root ?? by;
  return { manifold, what: "update failed", input: undefined, error, by, root };
}

/** Something that came to this manifold from an input of it. */
export function inputTrigger(
  manifold: string,
  what: InputTrigger,
  input: { readonly name: string; readonly trigger: TriggerLink | undefined },
): TriggerLink {
  const by = input.trigger ?? rootTrigger(input.name, "installed");
  return { manifold, what, input: input.name, error: undefined, by, root: by.root ?? by };
}
