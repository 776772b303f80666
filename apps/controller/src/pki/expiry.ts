import { DAY, expiryOf, RENEW_BEFORE } from "@holdfast/certificates";

import type { StoreView } from "../state/store.js";
import { readClientAuthorities } from "./client-authorities.js";

/** A certificate of the controller's, and what to do before it ends. */
export interface KnownCertificate {
  readonly role: "authority" | "next authority" | "server" | "client authority";
  /** PEM */
  readonly cert: string;
  /** ms since the epoch */
  readonly expires: number;
}

const REMEDIES: Readonly<Record<KnownCertificate["role"], string>> = {
  authority: "make another by controller ca rotate, which agents learn",
  "next authority": "controller ca finish, then controller ca rotate",
  server: "it is renewed by itself: the log says why it was not",
  "client authority": "name its successor by controller trust-client-ca",
};

/** All certificates that the controller lives by. */
export function knownCertificates({
  settings,
  controllers,
}: StoreView): readonly KnownCertificate[] {
  const known = (role: KnownCertificate["role"], cert: string | undefined): KnownCertificate[] =>
    cert === undefined ? [] : [{ role, cert, expires: expiryOf(cert) }];
  return [
    ...known("authority", settings.get("ca-cert")),
    ...known("next authority", settings.get("next-ca-cert")),
    ...controllers.list().flatMap(({ serverCert }) => known("server", serverCert)),
    ...readClientAuthorities(settings).flatMap((cert) => known("client authority", cert)),
  ];
}

/** What is to be said about those that end within 30 days, or have ended. */
export function expiryWarnings(state: StoreView, now: number): readonly string[] {
  return knownCertificates(state)
    .filter(({ expires }) => expires - now < RENEW_BEFORE)
    .map(({ role, expires }) => {
      const date = new Date(expires).toISOString().slice(0, 10);
      const days = Math.floor((expires - now) / DAY);
      const when = days < 0 ? `expired on ${date}` : `expires on ${date}, in ${days} days`;
      return `the certificate of the ${role} ${when}: ${REMEDIES[role]}`;
    });
}
