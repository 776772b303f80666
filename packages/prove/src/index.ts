// The five harnesses
export { proveHistories } from "./histories/prove-histories.js";
export { provePowerCuts } from "./power-cuts/prove-power-cuts.js";
export { proveSystemCalls } from "./system-calls/prove-system-calls.js";
export { proveFileSystems } from "./file-systems/prove-file-systems.js";
export { proveDays } from "./days/prove-days.js";
// What they show
export {
  type Control,
  type HarnessReport,
  holds,
  isComplete,
  type ProofOptions,
  type Share,
  type Table,
} from "./proof.js";
export { page, summary } from "./markdown.js";
