// The process around an engine
export {
  type AgentProcessOptions,
  type AgentProgram,
  type WatchEngine,
  type ProcessView,
  runAgentProcess,
} from "./run-agent-process.js";
export { supervise, type SuperviseOptions } from "./supervise.js";
export { type AgentProcessName, introspectionSocket } from "./process-socket.js";
export { loadWorkers, userManifolds, workersChoice } from "./user-workers.js";
// The command lines of both agents
export {
  type AgentChoice,
  agentOptions,
  type AgentTag,
  defaultStopTimeout,
  pluginsOption,
  type RunFlags,
  runOptions,
} from "./agent-options.js";
export { agentExits } from "./agent-exits.js";
export { addAgentCommands } from "./commands/agent-commands.js";
export type { CheckedProgram } from "./commands/check.js";
export type { LoadedParts } from "./check/check-parts.js";
// What can be wrong
export {
  AgentRuntimeError,
  type AgentRuntimeErrorCode,
  CheckFailedError,
  StopOverdueError,
} from "./errors.js";
