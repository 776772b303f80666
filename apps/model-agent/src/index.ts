// Run it from code
export { type ModelAgentOptions, runModelAgent } from "./run.js";
export type { ModelChoice } from "./assemble.js";
// Its command line
export { modelAgentProgram } from "./program.js";
// What can be wrong
export { type ModelAgentErrorCode, ModelListDeniedError } from "./errors.js";
