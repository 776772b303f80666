import { createHash, X509Certificate } from "node:crypto";

import type { RunningController } from "../../src/index.js";
import { loggedIn } from "./test-controller.js";

/** The certificates in a PEM text. */
export const blocks = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu) ?? [];
/** What tells those from all others, as agents say it. */
export const fingerprints = (pem: string): string[] =>
  blocks(pem).map((one) => createHash("sha256").update(new X509Certificate(one).raw).digest("hex"));

/** Logs in as an agent that trusts `caCert` alone. */
export function connected(
  controller: RunningController,
  caCert: string,
  machine: { tag: string; model: string; nonce: string; password: string },
): ReturnType<typeof loggedIn> {
  return loggedIn({ address: controller.address, caCert }, machine.model, machine);
}
