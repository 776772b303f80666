import type { JujuRules } from "./juju-rules.js";
import type { ServedFacade } from "./served-facade.js";

/** The releases of Juju as which a controller can speak. */
export const JUJU_RELEASES = ["3.6", "4.0", "4.1"] as const;

export type JujuReleaseName = (typeof JUJU_RELEASES)[number];

/** A facade, and the versions of it that a release serves. */
export interface ReleasedFacade {
  readonly facade: ServedFacade;
  readonly versions: readonly number[];
}

/**
 * The release of Juju as which a controller speaks: clients choose what they know by its version, and
 * call the facades in the versions that it has.
 */
export interface JujuRelease {
  readonly rules: JujuRules;
  readonly facades: readonly ReleasedFacade[];
}
