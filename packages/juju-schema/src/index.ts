// Read the schema
export { type JsonSchema, type JujuFacade, jujuFacades, messageSchema } from "./juju-facades.js";
// Hold messages against it
export { JujuSchema } from "./juju-schema.js";
