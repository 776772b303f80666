import type { ServedFacade } from "./served-facade.js";

/**
 * The release of Juju as which a controller speaks: clients choose what they know by its version, and
 * call the facades in the versions that it has.
 */
export interface JujuRelease {
  /** Such as `3.6.0`. */
  readonly version: string;
  /** One for each version of each facade. */
  readonly facades: readonly ServedFacade[];
}
