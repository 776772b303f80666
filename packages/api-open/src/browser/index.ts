// What a dashboard in a browser needs: nothing of Node's. `open` and `openReconnecting` use the
// platform's WebSocket; all else is what `@holdfast/api-open` exports by the same name.
// Open a connection, and stay connected
export { open, openReconnecting } from "./open.js";
export type { BrowserDialOptions } from "./browser-options.js";
export type { ApiInfo, Macaroon } from "@holdfast/names";
export { ANONYMOUS_USER } from "../api-info.js";
export type { ReconnectingClient } from "../reconnecting/reconnecting-client.js";
export {
  type ApiInfoSource,
  RECONNECT_BACKOFF,
  type ReconnectingOptions,
} from "../reconnecting/reconnecting-options.js";
export type { ConnectedTo, ReconnectingState } from "../reconnecting/reconnecting-state.js";
export { ConnectionAwayError } from "../reconnecting/connection-away-error.js";
// Log in by something of one's own
export type {
  AuthHeader,
  LoginCall,
  LoginCaller,
  LoginProvider,
} from "../contract/login-provider.js";
export { type LoginCredentials, passwordLogin } from "../login/password-login.js";
export {
  type DischargeRequest,
  macaroonLogin,
  type MacaroonLoginOptions,
} from "../login/macaroon-login.js";
export {
  sessionTokenLogin,
  type SessionTokenOptions,
  type SessionTokenRequest,
} from "../login/session-token-login.js";
export {
  type ClientCredentials,
  clientCredentialsLogin,
} from "../login/client-credentials-login.js";
// Use it
export type { ApiCall, ApiCaller } from "../contract/api-caller.js";
export type { Connection } from "../contract/connection.js";
export { bestFacade } from "../client/best-facade.js";
export { type FacadeCaller, facadeClient } from "../client/facade-client.js";
export { offeredVersion } from "../client/offered-version.js";
// Watch
export { Watch, type WatchOptions, type WatchSource } from "../client/watch.js";
export { watchAll, watchAllModels } from "../client/watch-all.js";
export { watchEvents, watchNotify, watchStrings } from "../client/watchers.js";
export { type ResumedEvent, resumeWatch } from "../reconnecting/resume-watch.js";
// Understand failures
export { ApiError } from "@holdfast/rpc/client";
export type { ApiErrorCode, ApiErrorInfos, ApiErrorOf } from "../api-error-types.js";
export { findApiError, isApiError } from "../api-errors.js";
export { onlyResult, resultError } from "../results.js";
export { RedirectError } from "../login/redirect-error.js";
export { DischargeRequiredError } from "../login/discharge-required-error.js";
export { ConnectError, DialError, DialTimeoutError } from "../dial/dial-errors.js";
export {
  ApiOpenError,
  type ApiOpenErrorCode,
  FacadeUnavailableError,
  InvalidApiInfoError,
  LoginReplyError,
  LoginTimeoutError,
  PingFailedError,
  StreamError,
} from "../errors.js";
export {
  CallTimeoutError,
  ConnectionLostError,
  ProtocolError,
  RpcError,
  ShutdownError,
} from "@holdfast/rpc/client";
