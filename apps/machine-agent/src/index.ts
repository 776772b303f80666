// Run it from code
export { type MachineAgentOptions, runMachineAgent } from "./run.js";
export { type MachineAgentsOptions, runMachineAgents } from "./run-many.js";
export { initMachineAgent, type InitOptions } from "./init.js";
// Its command line
export { machineAgentProgram } from "./program.js";
