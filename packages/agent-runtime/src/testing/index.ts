// Programs as processes, in tests
export { AgentProcess, type Ended, type LogLine, type ProgramRun } from "./agent-process.js";
export { HeardLogger } from "./heard-logger.js";
export { RunningAgent } from "./running-agent.js";
export { type InProcessRun, runInProcess } from "./in-process.js";
