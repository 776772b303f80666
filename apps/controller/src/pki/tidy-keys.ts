import type { Logger } from "@holdfast/ports";

import type { Store } from "../state/store.js";
import { readAuthorities } from "./authorities.js";
import type { KeyRing } from "./key-ring.js";
import { removeUnused } from "./server-certificates.js";

/**
 * Removes the keys that a process which was killed left behind, and puts those of the authorities behind
 * the passphrase, where there is one and they are behind none.
 */
export async function tidyKeys(state: Store, keys: KeyRing, logger: Logger): Promise<void> {
  const { current, next } = readAuthorities(state.settings) ?? {};
  const authorities = [current, next].filter((one) => one !== undefined);
  await keys.exclusive(async () => {
    removeUnused(state, keys);
    for (const cert of authorities) {
      if ((await keys.protect(cert)) === "as it was") continue;
      logger.info("the authority's key is behind the passphrase now", {
        path: keys.files.path("ca", cert),
      });
    }
  });
}
