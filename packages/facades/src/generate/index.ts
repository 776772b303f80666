// Read a controller's schema
export { parseSchema } from "./parse-schema.js";
export type { JsonSchema, JujuFacade } from "./json-schema.js";
// Make clients of it
export {
  type FacadeSelection,
  GENERATED,
  generateClients,
  selectFacades,
} from "./generate-clients.js";
// Understand what went wrong
export { GenerateError, type GenerateErrorCode } from "./errors.js";
