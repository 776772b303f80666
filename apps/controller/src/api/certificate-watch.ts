import { type Timer, wallNow } from "@holdfast/ports";

import { authoritiesTopic, clientAuthoritiesTopic, revocationsTopic } from "../state/topics.js";
import { type ClientCertificate, isVouchedFor } from "./client-certificate.js";
import type { ControllerCore } from "./controller-core.js";

/** ms between two looks at the time of day, which may be set: a certificate's end is one by the calendar. */
const LOOK = 60_000;

/**
 * Calls `close` once the certificate lets nobody in any more: it has expired, it is revoked, or an
 * authority that vouched for it is no longer trusted. Returns what ends the watch.
 */
export function watchCertificate(
  certificate: ClientCertificate,
  { hub, state, clock }: ControllerCore,
  close: () => void,
): () => void {
  const topics = [clientAuthoritiesTopic, authoritiesTopic, revocationsTopic];
  const unwatch = hub.watch(topics, () => {
    if (!isVouchedFor(certificate, state)) close();
  });
  let timer: Timer;
  const look = (): void => {
    const left = certificate.validTo - wallNow(clock);
    if (left < 0) close();
    else timer = clock.setTimeout(look, Math.min(left + 1, LOOK));
  };
  look();
  return () => {
    unwatch();
    clock.clearTimeout(timer);
  };
}
