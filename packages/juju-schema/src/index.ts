// Read the schema
export {
  type JsonSchema,
  type JujuFacade,
  jujuFacades,
  messageSchema,
  SCHEMA_RELEASES,
  type SchemaRelease,
} from "./juju-facades.js";
// Hold messages against it
export { JujuSchema } from "./juju-schema.js";
