// Generated clients as modules: in a folder of this package, which resolves @holdfast/facades, and
// which nothing else looks at.
import fs from "node:fs";
import path from "node:path";

import { type AnyFacade, decode as readMessage, methodSchemas } from "../../src/index.js";

const parent = path.join(import.meta.dirname, "../../.generated");

export interface GeneratedFolder extends Disposable {
  readonly folder: string;
}

/** A folder for generated clients, removed when it is disposed of. */
export function generatedFolder(): GeneratedFolder {
  fs.mkdirSync(parent, { recursive: true });
  const folder = fs.mkdtempSync(path.join(parent, "clients-"));
  return { folder, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Writes the modules, and loads the facades that they export, by the names of the exports. */
export async function importClients(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, AnyFacade>>> {
  for (const [name, text] of files) fs.writeFileSync(path.join(folder, name), text);
  const index: Record<string, AnyFacade> = await import(path.join(folder, "index.ts"));
  return index;
}

/** Reads a message as the facade's method does. */
export function read(
  facade: AnyFacade,
  method: string,
  way: "params" | "result",
  value: unknown,
): unknown {
  const schemas = methodSchemas(facade, method);
  if (schemas === undefined) throw new Error(`${facade.name} has no method ${method}`);
  return readMessage(schemas[way], value, `${way} of ${method}`);
}
