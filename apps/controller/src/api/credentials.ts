import type { LoginRequest } from "@holdfast/facades";

import type { ClientCertificate } from "./client-certificate.js";

/** What a login says, whichever version it is of. */
export type LoginWords = Pick<
  LoginRequest,
  "auth-tag" | "credentials" | "nonce" | "client-version"
>;

/** What a login is judged by: its words, and what is known of its connection. */
export interface Credentials extends LoginWords {
  /** The network that it comes from. */
  readonly network: string;
  /** Counts where the password is empty. */
  readonly certificate?: ClientCertificate | undefined;
}
