import type { IncomingMessage } from "node:http";
import { type PeerCertificate, TLSSocket } from "node:tls";

/** What a client's certificate, signed by an authority that we trust for it, says of the client. */
export interface ClientCertificate {
  /** Its common name. */
  readonly tag: string;
  /** Its organisation: the UUID of the model that the agent belongs to. */
  readonly model: string;
  /** ms since the epoch */
  readonly validFrom: number;
  readonly validTo: number;
}

function only(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? undefined : value;
}

/** The certificate that the client showed, where it showed one that is worth anything. */
export function clientCertificate({ socket }: IncomingMessage): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  // Node 22 calls a resumed session without a certificate authorized, and shows an empty one.
  const shown: Partial<PeerCertificate> = socket.getPeerCertificate();
  const { subject, valid_from, valid_to } = shown;
  if (subject === undefined || valid_from === undefined || valid_to === undefined) return undefined;
  const [tag, model] = [only(subject.CN), only(subject.O)];
  if (tag === undefined || model === undefined) return undefined;
  return { tag, model, validFrom: Date.parse(valid_from), validTo: Date.parse(valid_to) };
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
