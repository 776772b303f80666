// Every TypeScript example in the documentation compiles as it stands, against the built packages,
// and those marked "```ts run" run to their end with exit code 0. A fence "```ts fragment" is a part of something
// larger, and is left alone.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { root, temporaryFolder } from "./packed.mjs";

const listed = spawnSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
  {
    cwd: root,
    encoding: "utf8",
  },
);
const pages = listed.stdout
  .split("\n")
  .filter((page) => page !== "" && !page.startsWith(".changeset/") && !page.startsWith("examples/"))
  .filter((page) => fs.existsSync(path.join(root, page)));

// A project that has every package of ours, and every library that one of them stands on.
const folder = temporaryFolder("examples");
const modules = path.join(folder, "node_modules");
function link(name, target) {
  const at = path.join(modules, name);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  if (!fs.existsSync(at)) fs.symlinkSync(fs.realpathSync(target), at);
}
link("@types/node", path.join(root, "node_modules", "@types", "node"));
for (const floor of ["packages", "apps"]) {
  for (const room of fs.readdirSync(path.join(root, floor))) {
    const home = path.join(root, floor, room);
    const file = path.join(home, "package.json");
    if (!fs.existsSync(file)) continue;
    const { name, dependencies = {} } = JSON.parse(fs.readFileSync(file, "utf8"));
    link(name, home);
    for (const library of Object.keys(dependencies)) {
      if (!library.startsWith("@holdfast/"))
        link(library, path.join(home, "node_modules", library));
    }
  }
}
fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
fs.writeFileSync(
  path.join(folder, "tsconfig.json"),
  JSON.stringify({
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "esnext.disposable"],
      module: "nodenext",
      moduleDetection: "force",
      types: ["node"],
      strict: true,
      experimentalDecorators: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
    },
    include: ["*.ts"],
  }),
);

const FENCE = /^```ts( run| fragment)?\n(.*?)^```$/gms;
const examples = [];
for (const page of pages) {
  const text = fs.readFileSync(path.join(root, page), "utf8");
  for (const { 1: mark, 2: code, index } of text.matchAll(FENCE)) {
    if (mark === " fragment") continue;
    const line = text.slice(0, index).split("\n").length + 1;
    const file = `${page.replaceAll(/[^\w-]/g, "_")}_${line}.ts`;
    fs.writeFileSync(path.join(folder, file), code);
    examples.push({ where: `${page}:${line}`, file, runs: mark === " run" });
  }
}

const faults = [];
const tsc = spawnSync("tsc", ["-p", folder, "--pretty", "false"], {
  cwd: folder,
  encoding: "utf8",
});
for (const { where, file, runs } of examples) {
  const errors = tsc.stdout.split("\n").filter((line) => line.startsWith(`${file}(`));
  if (errors.length > 0) {
    faults.push(`${where} does not compile:\n  ${errors.join("\n  ")}`);
    continue;
  }
  if (!runs) continue;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", file], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
  });
  if (status !== 0) faults.push(`${where} ended with ${status}:\n${stdout}${stderr}`);
}
if (tsc.status !== 0 && faults.length === 0) faults.push(`tsc failed:\n${tsc.stdout}${tsc.stderr}`);

for (const fault of faults) console.error(`examples: ${fault}`);
const run = examples.filter(({ runs }) => runs).length;
console.log(`examples: ${examples.length} compiled, ${run} run, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
