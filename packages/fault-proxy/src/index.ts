// Put it between
export { FaultProxy, type FaultProxyOptions } from "./fault-proxy.js";
// Say what goes wrong
export type { ConnectionPlan, Fault, FaultAt, Flip, LanePlan, Script } from "./plan.js";
// See what passed
export type { LaneAccount } from "./lane.js";
export { type ConnectionState, type Direction, ProxiedConnection } from "./proxied-connection.js";
// Understand failures
export { FaultProxyError, type FaultProxyErrorCode } from "./errors.js";
