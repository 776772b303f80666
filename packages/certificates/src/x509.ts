// The library's container wants its metadata polyfill to be loaded before it: this is the one module
// that imports both. It is not @holdfast/connect's container, which this package knows nothing of.
// oxlint-disable-next-line no-restricted-imports, import/no-unassigned-import -- see above
import "reflect-metadata";
import { webcrypto } from "node:crypto";

import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

export { x509 };
