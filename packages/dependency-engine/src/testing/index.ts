// Test an engine, or one manifold, in virtual time
export { EngineHarness, type HarnessConfig } from "./engine-harness.js";
export { type ManifoldRun, runManifold } from "./run-manifold.js";
export { passUntil } from "./pass-until.js";
// What a test fails with
export { HarnessError, type HarnessErrorCode } from "./harness-error.js";
// Time
export { flushPromises, VirtualClock } from "@holdfast/ports/testing";
