// Find the schema
export { jujuSchemaFile, SCHEMA_RELEASES, type SchemaRelease } from "./schema-files.js";
// Hold messages against it
export {
  type AnyJsonSchema,
  type DescribedFacade,
  JujuSchema,
  messageSchema,
} from "./juju-schema.js";
