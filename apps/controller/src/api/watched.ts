import type { Empty } from "@holdfast/facades";

import type { ControllerCore } from "./controller-core.js";
import type { Watched } from "./watcher.js";
import type { Topic } from "../state/topics.js";

/**
 * Tells that `look` gives something else than it gave before: what a topic says is only that
 * something about the entity changed.
 */
export function watchValue(
  core: ControllerCore,
  topics: readonly Topic[],
  look: () => string | undefined,
): Watched<Empty> {
  let seen = look();
  return {
    subscribe: (listener) => core.hub.watch(topics, listener),
    news() {
      const now = look();
      if (now === seen) return undefined;
      seen = now;
      return {};
    },
  };
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
    watched: { subscribe: (listener) => core.hub.watch(topics, listener), news },
    first: [...seen.keys()],
  };
}
