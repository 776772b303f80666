// An empty project outside the repository that depends on every package of ours, as packed, and on none
// of the registry's copies.
import fs from "node:fs";
import path from "node:path";

import type { PackedPackage } from "../packages/pack.ts";
import { publicEntries } from "./public-entries.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const ENGINE_PROGRAM = `import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";

const answer = resourceName<number>("answer");
const engine = new Engine({
  isFatal: () => false,
  worstError: (first) => first,
  errorDelay: 3000,
  bounceDelay: 10,
});
engine.install(answer, {
  inputs: [],
  start: () => runWorker((signal) => new Promise((end) => signal.addEventListener("abort", () => end()))),
  output: () => 42,
});
`;

export function writeJson(file: string, value: unknown): void {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** What an entry of ours wants its user to have. */
const PEERS = { "@opentelemetry/api": "1.10.0" };

/**
 * Makes it, with `load.mjs`, which imports every entry of every library, and `consumer.ts`, which compiles
 * against each.
 *
 * @param installer what will install it; a part of the folder's name
 */
export function makeConsumerProject(installer: string, packages: readonly PackedPackage[]): string {
  const folder = temporaryFolder(installer);
  const tarballs = Object.fromEntries(
    packages.map(({ name, tarball }) => [name, `file:${tarball}`]),
  );
  writeJson(path.join(folder, "package.json"), {
    name: installer,
    private: true,
    type: "module",
    dependencies: { ...tarballs, ...PEERS },
    devDependencies: { "@types/node": "24.19.2" },
    overrides: tarballs,
  });
  const overrides = Object.entries(tarballs).map(([name, file]) => `  "${name}": "${file}"\n`);
  fs.writeFileSync(
    path.join(folder, "pnpm-workspace.yaml"),
    `packages: []\nminimumReleaseAge: 0\noverrides:\n${overrides.join("")}`,
  );
  const libraries = packages
    .filter((each) => each.folder.startsWith("packages/"))
    .flatMap((each) => publicEntries(each).map((entry) => JSON.stringify(entry)));
  fs.writeFileSync(
    path.join(folder, "load.mjs"),
    [...libraries.map((name) => `await import(${name});`), 'console.log("loaded");\n'].join("\n"),
  );
  fs.writeFileSync(
    path.join(folder, "consumer.ts"),
    [
      ...libraries.map((name, i) => `import * as p${i} from ${name};`),
      ENGINE_PROGRAM,
      `export const all: readonly object[] = [${libraries.map((_, i) => `p${i}`).join(", ")}];\n`,
    ].join("\n"),
  );
  return folder;
}
