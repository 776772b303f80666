// Open a connection
export { apiOpen, open } from "./open.js";
export type { OpenFunc, OpenWithDefaults } from "./open-func.js";
export type { ApiInfo, Macaroon } from "@holdfast/names";
export { ANONYMOUS_USER } from "./api-info.js";
export {
  AGENT_DIAL_OPTIONS,
  type ClientCertificate,
  type DialOptions,
} from "./dial/dial-options.js";
// Log in by something of one's own
export type {
  AuthHeader,
  LoginCall,
  LoginCaller,
  LoginProvider,
} from "./contract/login-provider.js";
export { type LoginCredentials, passwordLogin } from "./login/password-login.js";
export {
  type DischargeRequest,
  macaroonLogin,
  type MacaroonLoginOptions,
} from "./login/macaroon-login.js";
export {
  sessionTokenLogin,
  type SessionTokenOptions,
  type SessionTokenRequest,
} from "./login/session-token-login.js";
export {
  type ClientCredentials,
  clientCredentialsLogin,
} from "./login/client-credentials-login.js";
// Use it
export type { ApiCall, ApiCaller } from "./contract/api-caller.js";
export type { Connection } from "./contract/connection.js";
export { type FacadeCaller, facadeClient } from "./client/facade-client.js";
export { bestFacade } from "./client/best-facade.js";
export { offeredVersion } from "./client/offered-version.js";
export { Watch, type WatchOptions, type WatchSource } from "./client/watch.js";
export { watchEvents, watchNotify, watchStrings } from "./client/watchers.js";
export { watchAll, watchAllModels } from "./client/watch-all.js";
export type { ApiStream, StreamOptions } from "./contract/api-stream.js";
// Stay connected
export { openReconnecting } from "./reconnecting/open-reconnecting.js";
export type { ReconnectingClient } from "./reconnecting/reconnecting-client.js";
export {
  type ApiInfoSource,
  RECONNECT_BACKOFF,
  type ReconnectingOptions,
} from "./reconnecting/reconnecting-options.js";
export type { ConnectedTo, ReconnectingState } from "./reconnecting/reconnecting-state.js";
export { type ResumedEvent, resumeWatch } from "./reconnecting/resume-watch.js";
export { ConnectionAwayError } from "./reconnecting/connection-away-error.js";
// Understand the controller's refusals
export { ApiError } from "@holdfast/rpc";
export type { ApiErrorCode, ApiErrorInfos, ApiErrorOf } from "./api-error-types.js";
export { findApiError, isApiError } from "./api-errors.js";
export { onlyResult, resultError } from "./results.js";
export { DischargeRequiredError } from "./login/discharge-required-error.js";
export { RedirectError } from "./login/redirect-error.js";
export { type FollowRedirectResult, openFollowingRedirect } from "./open-following-redirect.js";
// Understand why there is no connection, or no longer
export {
  CertificateError,
  type CertificateProblem,
  ConnectError,
  DialError,
  DialTimeoutError,
  ProxyError,
  ProxyRefusedError,
  ProxySettingError,
  ResolveError,
  TlsError,
  type TrustedRoots,
  UpgradeRefusedError,
} from "./dial/dial-errors.js";
export { isForeignController } from "./dial/foreign-controller.js";
export {
  ApiOpenError,
  type ApiOpenErrorCode,
  FacadeUnavailableError,
  InvalidApiInfoError,
  LoginReplyError,
  LoginTimeoutError,
  LoginVersionRefusedError,
  NotLoggedInError,
  PingFailedError,
  StreamError,
  UnexpectedResultsError,
} from "./errors.js";
export {
  CallTimeoutError,
  ConnectionLostError,
  ProtocolError,
  RpcError,
  ShutdownError,
} from "@holdfast/rpc";
// Measure
export type { CertificateSeen, DialObserver } from "./dial/dial-observer.js";
export type { RpcEvent, RpcObserver, RpcOutcome } from "@holdfast/rpc";
// Hand in what the outside world is asked through
export { CERTIFICATE_DIRECTORY, readCertificateDirectory } from "./dial/certificate-directory.js";
export type { HostAndPort } from "@holdfast/names";
export { type Dialler, tcpDialler } from "./dial/dialler.js";
export { type ProxySettings, proxyFromEnvironment } from "./dial/proxy-settings.js";
export { type DnsCache, memoryDnsCache, type Resolver, systemResolver } from "./dial/resolver.js";
export { memorySessionCache, type SessionCache, sharedSessions } from "./dial/session-cache.js";
export type { UnknownCa, VerifyCa } from "./dial/unknown-ca.js";
