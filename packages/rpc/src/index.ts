// Talk
export { RpcPeer } from "./rpc-peer.js";
export type { CloseCode, CloseOptions, RpcPeerOptions, RpcPeerStatus } from "./peer-options.js";
export { type PeerSocketOptions, peerSocketOptions } from "./socket-options.js";
// Ask
export type { CallOptions } from "./pending-calls.js";
export type { RpcRequest } from "./encode-message.js";
// Answer
export { EncodedResult } from "./encode-message.js";
export type { IncomingRequest, RequestContext, RequestHandler } from "./request-handler.js";
// Measure
export type { RpcEvent, RpcObserver, RpcOutcome } from "./observer.js";
// Understand failures
export { ApiError } from "./api-error.js";
export {
  CallTimeoutError,
  ConnectionLostError,
  MessageTooLargeError,
  InvalidSocketError,
  ProtocolError,
  RpcError,
  type RpcErrorCode,
  ShutdownError,
  TooManyCallsError,
  UnencodableError,
} from "./errors.js";
