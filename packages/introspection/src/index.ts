// Serve reports
export {
  type Introspection,
  type IntrospectionOptions,
  startIntrospection,
} from "./start-introspection.js";
export type { EngineSource, Sources, Verdict } from "./sources.js";
export { EventLog, type SeenEvent } from "./event-log.js";
// Ask for one
export { fetchReport, type FetchOptions } from "./client/fetch-report.js";
export type { WholeReport } from "./routes/engine-routes.js";
// Understand a failure
export { IntrospectionError, type IntrospectionErrorCode } from "./errors.js";
