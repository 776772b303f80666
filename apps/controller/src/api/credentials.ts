import type { LoginRequest } from "@holdfast/facades";

import type { ClientCertificate } from "./client-certificate.js";

/** What a login says, whichever version it is of. */
export interface Credentials extends Pick<LoginRequest, "auth-tag" | "credentials" | "nonce"> {
  /** Counts where the password is empty. */
  readonly certificate?: ClientCertificate | undefined;
}
