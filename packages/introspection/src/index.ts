// Serve reports
export {
  type Introspection,
  type IntrospectionOptions,
  type ProcessIntrospection,
  type ProcessIntrospectionOptions,
  startIntrospection,
  startProcessIntrospection,
} from "./start-introspection.js";
export type { AgentIntrospectionOptions, AgentView } from "./agent-introspection.js";
export { parseLoopback } from "./server/loopback.js";
export type { ConnectionFacts, EngineSource, Sources, HealthStatus } from "./sources.js";
// Count what happens elsewhere too
export type { EngineWatch } from "./engine-watch.js";
export type {
  CallEnded,
  LoginEnded,
  TransportObserver,
  TransportTap,
} from "./metrics/transport-observer.js";
// Ask for one
export { fetchReport, type FetchOptions } from "./client/fetch-report.js";
export type { WholeReport } from "./routes/engine-routes.js";
export type { View } from "./view/view.js";
export type { ErrorFacts } from "@holdfast/ports";
export type { SeenEvent } from "./view/seen-event.js";
export type { EngineSnapshot, EngineView, Wave } from "./view/engine-view.js";
export type { BecauseView, NodeView, PastError, NodePhase } from "./view/node-view.js";
// Understand a failure
export { IntrospectionError, type IntrospectionErrorCode } from "./errors.js";
