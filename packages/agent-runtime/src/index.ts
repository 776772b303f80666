// The process around an engine
export {
  type AgentProcessOptions,
  type AgentProgram,
  type WatchEngine,
  type ProcessView,
} from "./agent-program.js";
export { runAgentProcess } from "./run-agent-process.js";
export { AgentHost, type AgentHostOptions, type HostedAgentOptions } from "./host/agent-host.js";
export type { MakeProgram } from "./host/hosted-agent.js";
export type { HostedAgentState } from "./host/agent-state.js";
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
  type SeveralAgents,
  severalAgentsOptions,
} from "./agent-options.js";
export { agentExits } from "./agent-exits.js";
export { addAgentCommands } from "./commands/agent-commands.js";
export type { CheckedProgram } from "./commands/check.js";
export type { LoadedParts } from "./check/check-parts.js";
// What can be wrong
export {
  AgentRuntimeError,
  AlreadyHostedError,
  type AgentRuntimeErrorCode,
  CheckFailedError,
  GivenUpError,
  StopOverdueError,
} from "./errors.js";
