// Run workers in virtual time
export {
  type LoggedLine,
  runWorkers,
  type RunWorkersOptions,
  type WorkersRun,
} from "./run-workers.js";
export {
  EngineHarness,
  type HarnessConfig,
  VirtualClock,
} from "@holdfast/dependency-engine/testing";
// Stand in for the connection
export { type FakeAnswer, FakeCaller, type FakeCallerOptions } from "./fake-caller.js";
export type { FakeNotifyWatcher, FakeStringsWatcher, FakeWatcher } from "./fake-watcher.js";
