/**
 * Signs with a key that it does not give away: an SSH agent, a PKCS#11 token, a TPM, or a service. What
 * else holds keys is one more of these.
 */
export interface Signer {
  /** The key's public half, as controllers know it: `ssh-ed25519 AAAA…`, or what the signer's kind has. */
  readonly publicKey: string;
  /**
   * Signs `data`, and gives the signature alone.
   *
   * Rejects with SignerError, or the signal's reason.
   */
  sign(data: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** There was no signature to be had. */
export class SignerError extends Error {
  override readonly name = "SignerError";
  readonly code = "ERR_SIGNER";
}
