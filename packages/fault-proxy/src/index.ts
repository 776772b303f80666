// Run a proxy
export { FaultProxy, type FaultProxyOptions } from "./fault-proxy.js";
// Describe faults
export type { ConnectionPlan, Fault, FaultAt, Flip, DirectionPlan, Script } from "./plan.js";
// Observe connections
export type { ByteCounts } from "./direction-relay.js";
export { type ConnectionState, type Direction, ProxiedConnection } from "./proxied-connection.js";
// Understand failures
export { FaultProxyError, type FaultProxyErrorCode } from "./errors.js";
