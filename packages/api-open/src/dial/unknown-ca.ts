/** A CA that is not known here. */
export interface UnknownCa {
  /** As it was configured. */
  readonly host: string;
  /** Where it was seen: `ip:port`. */
  readonly address: string;
  /** PEM. */
  readonly caCert: string;
}

/** Returns where the CA may be trusted, throws (or rejects) where not: `open` then rejects with that. */
export type VerifyCa = (ca: UnknownCa) => void | Promise<void>;
