import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type DetailedPeerCertificate, TLSSocket } from "node:tls";

import { leadsTo } from "@holdfast/certificates";

import { vouchingAuthorities } from "../pki/authorities.js";
import type { StoreView } from "../state/store.js";

/** What a client's certificate says of the client, which proved during its handshake that it has its key. */
export interface ClientCertificate {
  /** Its common name. */
  readonly tag: string;
  /** Its organisation: the UUID of the model that the agent belongs to. */
  readonly model: string;
  /** ms since the epoch */
  readonly validFrom: number;
  /** ms since the epoch: its own end, or that of an authority above it, whichever is first. */
  readonly validTo: number;
  /** Upper-case hexadecimal digits. */
  readonly serial: string;
  readonly leaf: X509Certificate;
  /** What came with it: authorities between it and one that we trust. */
  readonly others: readonly X509Certificate[];
}

function only(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}

/** The certificate that the client showed, where it showed one that an authority of then vouched for. */
export function clientCertificate({ socket }: IncomingMessage): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // Node 22 calls a resumed session without a certificate authorized, and shows an empty one.
  const shown: Partial<DetailedPeerCertificate> = socket.getPeerCertificate(true);
  const { subject, valid_from, valid_to, raw } = shown;
  if (subject === undefined || valid_from === undefined || valid_to === undefined) return undefined;
  const [tag, model] = [only(subject.CN), only(subject.O)];
  if (tag === undefined || model === undefined || raw === undefined) return undefined;
  const leaf = new X509Certificate(raw);
  const others = issuers(shown);
  const ends = [valid_to, ...others.map(({ validTo }) => validTo)];
  return {
    tag,
    model,
    validFrom: Date.parse(valid_from),
    validTo: Math.min(...ends.map((end) => Date.parse(end))),
    serial: leaf.serialNumber,
    leaf,
    others,
  };
}

function issuers(shown: Partial<DetailedPeerCertificate>): readonly X509Certificate[] {
  const found: X509Certificate[] = [];
  let at = shown;
  while (at.issuerCertificate?.raw !== undefined && at.issuerCertificate.raw !== at.raw) {
    at = at.issuerCertificate;
    if (found.some((one) => one.fingerprint256 === at.fingerprint256) || at.raw === undefined)
      break;
    found.push(new X509Certificate(at.raw));
  }
  return found;
}

/**
 * Whether the certificate is that agent's, now. Its validity is looked at again, since a TLS session
 * that is resumed was verified when it began.
 */
export function identifies(
  certificate: ClientCertificate,
  agent: { readonly tag: string; readonly model: string },
  now: number,
): boolean {
  const { tag, model, validFrom, validTo } = certificate;
  return tag === agent.tag && model === agent.model && validFrom <= now && now <= validTo;
}

/**
 * Whether the certificate counts now: an authority that is trusted now signed it, and it is not revoked.
 * The handshake asked the authorities of then, and may be long ago.
 */
export function isVouchedFor(
  { leaf, others, serial }: ClientCertificate,
  state: StoreView,
): boolean {
  if (state.revocations.has(serial)) return false;
  const authorities = vouchingAuthorities(state.settings).map((pem) => new X509Certificate(pem));
  return leadsTo(authorities, leaf, others);
}
