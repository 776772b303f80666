import fs from "node:fs";
import path from "node:path";

import { build } from "vite";
import { expect, test } from "vitest";

import { generateClients } from "../../src/generate/index.js";
import { generatedFolder, importClients } from "../support/import-clients.js";
import { lamps } from "../support/lamp-schema.js";

async function bundled(folder: string, code: string): Promise<string> {
  const entry = path.join(folder, "entry.ts");
  fs.writeFileSync(entry, code);
  const results = await build({
    configFile: false,
    logLevel: "silent",
    root: folder,
    resolve: { conditions: ["@holdfast/source"] },
    build: { write: false, minify: false, lib: { entry, formats: ["es"], fileName: "out" } },
  });
  const [result] = [results].flat();
  if (result === undefined || !("output" in result)) throw new Error("nothing was built");
  return result.output.map((each) => ("code" in each ? each.code : "")).join("\n");
}

test("a bundle has of generated clients only what it uses", async () => {
  using generated = generatedFolder();
  const other = { ...lamps(1), Name: "Other" };
  await importClients(generated.folder, generateClients([lamps(2), lamps(3), other]));
  const index = JSON.stringify(path.join(generated.folder, "index.ts"));
  const file = JSON.stringify(path.join(generated.folder, "lamp-keeper-3.ts"));

  const facade = await bundled(
    generated.folder,
    `import { LampKeeper2 } from ${index}; console.log(LampKeeper2.name);`,
  );
  expect(facade).toContain('"LampKeeper"');
  expect(facade).not.toContain('"Other"');
  expect(facade.match(/"by-name"/g)).toHaveLength(1);

  const message = await bundled(
    generated.folder,
    `import { Lamp } from ${file}; console.log(Lamp);`,
  );
  expect(message).toContain("socket");
  expect(message).not.toContain("by-name");
});
