import { JUJU_3_RULES } from "../juju-3-rules.js";
import { JUJU_4_RULES } from "../juju-4-rules.js";
import type { JujuRelease, JujuReleaseName } from "../juju-release.js";
import type { JujuRules } from "../juju-rules.js";
import { FACADE_TABLE } from "./facade-table.js";

/** Each release as the one in which its facts were read. */
const RULES: Readonly<Record<JujuReleaseName, JujuRules>> = {
  "3.6": { version: "3.6.28", ...JUJU_3_RULES },
  "4.0": { version: "4.0.15", ...JUJU_4_RULES },
  "4.1": { version: "4.1-beta2", ...JUJU_4_RULES },
};

/** A release of Juju, as far as this controller serves it. */
export function jujuRelease(name: JujuReleaseName): JujuRelease {
  return {
    rules: RULES[name],
    facades: FACADE_TABLE.flatMap((row) => {
      const versions = row[name];
      return versions.length === 0 ? [] : [{ facade: row.facade, versions }];
    }),
  };
}
