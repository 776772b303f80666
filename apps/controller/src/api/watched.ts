import { createHash } from "node:crypto";

import type { Empty } from "@holdfast/facades";

import type { Topic } from "../state/topics.js";
import type { ControllerCore } from "./controller-core.js";
import type { CallContext } from "./served-facade.js";
import type { Watched } from "./watcher.js";

/** Characters above which a digest is remembered instead: watchers are many. */
const LONGEST_SEEN = 64;

function short(value: string | undefined): string | undefined {
  if (value === undefined || value.length <= LONGEST_SEEN) return value;
  return createHash("sha256").update(value).digest("base64");
}

/**
 * Tells that `look` gives something else than it gave before: what a topic says is only that
 * something about the entity changed.
 */
function watchValue(
  core: ControllerCore,
  topics: readonly Topic[],
  look: () => string | undefined,
): Watched<Empty> {
  let seen = short(look());
  return {
    subscribe: (listener) => core.hub.watch(topics, listener),
    news() {
      const now = short(look());
      if (now === seen) return undefined;
      seen = now;
      return {};
    },
  };
}

/**
 * Gives the caller a watcher that tells once `look` gives something else than it does now. What there
 * is now is known to the caller: the first Next waits for a change.
 *
 * @throws ApiError `quota limit exceeded`
 */
export function notifyWatcher(
  { core, watchers }: CallContext,
  topics: readonly Topic[],
  look: () => string | undefined,
): { NotifyWatcherId: string } {
  return { NotifyWatcherId: watchers.add("notify", watchValue(core, topics, look), false) };
}

/** Tells which members of a set of names came, went, or became different. */
export function watchNames(
  core: ControllerCore,
  topics: readonly Topic[],
  look: () => ReadonlyMap<string, string>,
): { readonly watched: Watched<string[]>; readonly first: string[] } {
  let seen = look();
  const news = (): string[] | undefined => {
    const now = look();
    const names = new Set([...seen.keys(), ...now.keys()]);
    const changed = [...names].filter((name) => seen.get(name) !== now.get(name));
    seen = now;
    return changed.length === 0 ? undefined : changed;
  };
  return {
    watched: { everything: true, subscribe: (listener) => core.hub.watch(topics, listener), news },
    first: [...seen.keys()],
  };
}
