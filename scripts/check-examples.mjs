// Every TypeScript example in the documentation compiles as it stands, against the built packages. In
// a page, those marked "```ts run" also run to their end with exit code 0, and a fence "```ts fragment"
// is a part of something larger, and is left alone. In a docstring every example runs: the API
// reference shows no other kind, and every package in it has one.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { docstringExamples, pageExamples } from "./find-examples.mjs";
import { root, temporaryFolder } from "./packed.mjs";

const DEADLINE = 60_000; // ms: there to end what hangs

const folder = temporaryFolder("examples");
const modules = path.join(folder, "node_modules");
const faults = [];

function link(name, target) {
  const at = path.join(modules, name);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  if (!fs.existsSync(at)) fs.symlinkSync(fs.realpathSync(target), at);
}

/** Makes a project that has every package of ours, and every library that one of them stands on. */
function makeProject() {
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
  const compilerOptions = {
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
  };
  fs.writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts"] }),
  );
}

/** The examples of which none is wrong for the compiler. */
function compiled(examples) {
  const { status, stdout, stderr } = spawnSync("tsc", ["-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  const good = examples.filter(({ where, script }) => {
    const errors = stdout.split("\n").filter((line) => line.startsWith(`${script}(`));
    if (errors.length > 0) faults.push(`${where} does not compile:\n  ${errors.join("\n  ")}`);
    return errors.length === 0;
  });
  if (status !== 0 && faults.length === 0) faults.push(`tsc failed:\n${stdout}${stderr}`);
  return good;
}

/** Runs an example in a process of its own, in a folder of its own that is removed in the end. */
function run({ where, script }) {
  const scratch = path.join(folder, "scratch", script);
  fs.mkdirSync(scratch, { recursive: true });
  const child = spawn(process.execPath, ["--no-warnings", path.join(folder, script)], {
    cwd: scratch,
    env: { ...process.env, TMPDIR: scratch },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: DEADLINE,
    killSignal: "SIGKILL",
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => said.push(text));
  return new Promise((resolve) => {
    child.on("error", (error) => said.push(String(error)));
    child.on("close", (status, signal) => {
      if (status !== 0) faults.push(`${where} ended with ${status ?? signal}:\n${said.join("")}`);
      resolve();
    });
  });
}

async function runAll(examples) {
  const left = [...examples];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), 4) }, lane));
}

const inDocstrings = docstringExamples();
for (const name of fs.readdirSync(path.join(root, "packages"))) {
  const room = `packages/${name}`;
  const file = path.join(root, room, "package.json");
  if (!fs.existsSync(file) || JSON.parse(fs.readFileSync(file, "utf8")).private) continue;
  if (!inDocstrings.some((example) => example.file.startsWith(`${room}/`)))
    faults.push(`${room}: no docstring has an example`);
}

makeProject();
const examples = [
  ...pageExamples().map((example) => ({ ...example, runs: example.mark === "run" })),
  ...inDocstrings.map((example) => ({ ...example, runs: true })),
]
  .filter(({ mark, runs }) => runs || mark !== "fragment")
  .map((example) => ({ ...example, script: `${example.where.replaceAll(/[^\w-]/g, "_")}.ts` }));
for (const { script, code } of examples) fs.writeFileSync(path.join(folder, script), code);
await runAll(compiled(examples).filter(({ runs }) => runs));

for (const fault of faults) console.error(`examples: ${fault}`);
const runs = examples.filter((example) => example.runs).length;
console.log(
  `examples: ${examples.length} compiled, ${runs} run (${inDocstrings.length} from docstrings), ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
