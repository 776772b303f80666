import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

/** The files' contents, and until when they are good. The key is a secret. */
export interface ClientCertificate {
  /** PEM, with whatever chain the file has. */
  readonly cert: string;
  /** PEM */
  readonly key: string;
  /** ms since the epoch */
  readonly validFrom: number;
  /** ms since the epoch */
  readonly validTo: number;
}

/** The certificate cannot be used. The message never holds the key. */
export class CertificateUnusableError extends Error {
  override readonly name = "CertificateUnusableError";
  readonly code = "ERR_CERTIFICATE_UNUSABLE";
}

/**
 * Reads both files, anew for each connection, since somebody keeps them fresh.
 *
 * @throws {CertificateUnusableError} where one is missing, or they do not belong together
 */
export async function readCertificate(
  files: { readonly certificate: string; readonly key: string },
  signal?: AbortSignal,
): Promise<ClientCertificate> {
  const [cert, key] = await Promise.all([
    readText(files.certificate, signal),
    readText(files.key, signal),
  ]);
  let parsed;
  try {
    parsed = new X509Certificate(cert);
  } catch (cause) {
    throw new CertificateUnusableError(`${files.certificate} holds no certificate`, { cause });
  }
  const validFrom = parsed.validFromDate.getTime();
  const validTo = parsed.validToDate.getTime();
  return { cert, key, validFrom, validTo };
}

type Life = Pick<ClientCertificate, "validFrom" | "validTo">;

/** When `share` (0 to 1) of its life is over, in ms since the epoch. */
export function renewalTime({ validFrom, validTo }: Life, share: number): number {
  return validFrom + (validTo - validFrom) * share;
}

/** Whether that much of its life is over at `now`: time to renew it. */
export function isRenewalDue(life: Life, now: number, share: number): boolean {
  return now >= renewalTime(life, share);
}

async function readText(path: string, signal?: AbortSignal): Promise<string> {
  try {
    return await readFile(path, { encoding: "utf8", signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new CertificateUnusableError(`cannot read ${path}`, { cause });
  }
}
