// What the calling side needs in any JavaScript runtime: nothing of Node's, and no library.
// Talk
export type { CallPeer } from "./call-peer.js";
export { WebPeer, type WebPeerOptions } from "./web-peer.js";
export type { PlatformSocket, SocketClosed } from "./platform-socket.js";
// Ask
export type { CallOptions } from "../pending-calls.js";
export type { RpcRequest } from "../encode-message.js";
// Measure
export type { RpcEvent, RpcObserver, RpcOutcome } from "../observer.js";
// Understand failures
export { ApiError } from "../api-error.js";
export {
  CallTimeoutError,
  ConnectionLostError,
  InvalidSocketError,
  MessageTooLargeError,
  ProtocolError,
  RpcError,
  type RpcErrorCode,
  ShutdownError,
  TooManyCallsError,
  UnencodableError,
} from "../errors.js";
