import type { RpcObserver } from "@holdfast/rpc/client";

/** A certificate that was verified: the controller's own, not its CA's. */
export interface CertificateSeen {
  /** `host:port` that presented it, as configured. */
  readonly address: string;
  /** When it expires, in ms since the epoch. */
  readonly expires: number;
}

/** Hooks for metrics and traces. Called synchronously; must not throw or block. */
export interface DialObserver extends RpcObserver {
  /** Called after each TLS handshake that succeeded, also of an attempt that another address wins. */
  certificateSeen?(event: CertificateSeen): void;
}
