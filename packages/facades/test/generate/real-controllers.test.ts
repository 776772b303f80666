// Clients of everything that real controllers offer. Their schemas are no part of this repository:
// JUJU_FACADES_SCHEMA names the file, or it lies beside the checkout.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { messageSchema, SCHEMA_RELEASES } from "@holdfast/juju-schema";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { generateClients } from "../../src/generate/index.js";
import { fromJuju } from "../support/arbitrary-messages.js";
import { generatedFolder, importClients, read } from "../support/import-clients.js";
import { jujuFacades } from "../support/juju-facades.js";

const releases = SCHEMA_RELEASES.map((release) => ({ release, all: jujuFacades(release) }));
const absent = releases.some(({ all }) => all.length === 0);
const notice = absent ? " (skipped: no schema file; JUJU_FACADES_SCHEMA names it)" : "";

test.skipIf(absent).each(releases)(
  `clients of all facades of Juju $release compile, strictly${notice}`,
  ({ all }) => {
    using generated = generatedFolder();
    const files = generateClients(all);
    expect(files.size).toBe(all.length + 1);
    for (const [name, text] of files) fs.writeFileSync(path.join(generated.folder, name), text);
    const config = {
      extends: "../../../../tsconfig.base.json",
      compilerOptions: {
        composite: false,
        types: [],
        lib: ["es2024", "esnext.disposable", "webworker"],
        skipLibCheck: false,
        noEmit: true,
      },
    };
    fs.writeFileSync(path.join(generated.folder, "tsconfig.json"), JSON.stringify(config));
    const { stdout, status } = spawnSync("tsc", ["-p", generated.folder], { encoding: "utf8" });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  },
);

test.skipIf(absent).each(releases)(
  `clients of all facades of Juju $release read what it may send${notice}`,
  async ({ all }) => {
    using generated = generatedFolder();
    const clients = await importClients(generated.folder, generateClients(all));
    let messages = 0;
    for (const facade of all) {
      const client = clients[`${facade.Name}${facade.Version}`];
      if (client === undefined) throw new Error(`there is no ${facade.Name}${facade.Version}`);
      expect(client).toMatchObject({ name: facade.Name, version: facade.Version });
      for (const method of Object.keys(facade.Schema.properties ?? {})) {
        const schema = messageSchema(facade, method, "Result");
        if (schema === undefined) continue;
        messages++;
        for (const message of fc.sample(fromJuju(schema), { numRuns: 3, seed: messages })) {
          expect({ message }).toMatchObject({ message: read(client, method, "result", message) });
        }
      }
    }
    expect(messages).toBeGreaterThan(300);
  },
);
