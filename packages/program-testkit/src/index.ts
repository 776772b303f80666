export { Collector, type Received } from "./collector.js";
// A program as a process of its own
export { type Ended, type LogLine, ProgramProcess, type ProgramRun } from "./program-process.js";
// Inside the test's own process
export { type InProcessRun, runInProcess } from "./run-in-process.js";
export { RunningAgent } from "./running-agent.js";
export { RecordingLogger } from "./recording-logger.js";
// What a fuzz or a soak leaves behind
export {
  ResourceBaseline,
  ResourceLeakError,
  type Resources,
  type Tolerance,
} from "./resource-baseline.js";
