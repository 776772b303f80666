import type { FilterFunc, Manifold } from "./manifold.js";
import type { RestartPolicy } from "./restart-policy.js";

/** What a manifold says of its worker, besides how it is made and what it needs. */
export interface Terms {
  /** Of its inputs, those of which it says that its worker can do without, where it says so of any. */
  readonly optional: readonly string[] | undefined;
  readonly same: ((before: unknown, after: unknown) => boolean) | undefined;
  readonly update: Manifold["update"];
  readonly overlap: boolean;
  readonly filter: FilterFunc | undefined;
  readonly restart: readonly RestartPolicy[] | undefined;
  readonly startDeadline: number | undefined;
  readonly stopDeadline: number | undefined;
}

/** Shared by all that say nothing. */
export const NO_TERMS: Terms = {
  optional: undefined,
  same: undefined,
  update: undefined,
  overlap: false,
  filter: undefined,
  restart: undefined,
  startDeadline: undefined,
  stopDeadline: undefined,
};

/** The same, where there is a list of optional inputs, with nothing in it. */
export const NO_OPTIONAL: Terms = { ...NO_TERMS, optional: [] };

/**
 * A manifold as it was when it was handed in. What the program does with its object later changes nothing
 * of this: only `start` and `output` are called of that, where whatever they do is an end like any other.
 */
export interface GivenManifold {
  readonly given: Pick<Manifold, "start" | "output">;
  readonly terms: Terms;
}
