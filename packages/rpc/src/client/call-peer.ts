import type { RpcRequest } from "../encode-message.js";
import type { CallOptions } from "../pending-calls.js";

/** The calling side of a connection, over whichever socket: see `RpcPeer` for what each part does. */
export interface CallPeer extends AsyncDisposable {
  call(request: RpcRequest, options?: CallOptions): Promise<unknown>;
  readonly closed: AbortSignal;
  close(): Promise<void>;
  destroy(reason: Error): void;
}
