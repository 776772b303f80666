import fs from "node:fs";

import { jujuSchemaFile, type SchemaRelease } from "@holdfast/juju-schema";

import { type JujuFacade, parseSchema } from "../../src/generate/index.js";

/** The facades of a real Juju; none where the schema file is not at hand. */
export function jujuFacades(release: SchemaRelease): readonly JujuFacade[] {
  const file = jujuSchemaFile(release);
  return file === undefined ? [] : parseSchema(fs.readFileSync(file, "utf8"), file);
}
