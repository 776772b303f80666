// What a stranger gets: the packed tarballs, installed by npm and by pnpm in empty projects outside
// the workspace, loaded on every Node that is supported, and compiled against by every TypeScript
// that is supported, with skipLibCheck off.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { packed, temporaryFolder } from "./packed.mjs";

const NODES = ["22.23.3", "24.21.0", "26.9.0"];
const TYPESCRIPTS = ["5.9.3", "6.0.3", "7.0.2"];
const RESOLUTIONS = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
];

const faults = [];
let claims = 0;

/** Runs a command; what it printed is shown only where it failed. */
function run(claim, command, args, cwd) {
  claims++;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const failed = error !== undefined || status !== 0;
  console.log(`${failed ? "FAILED" : "ok    "} ${claim}`);
  if (failed) faults.push(`${claim}\n${error?.message ?? ""}${stdout}${stderr}`);
  return !failed;
}

function writeJson(file, value) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const packages = packed();
const tarballs = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
const libraries = packages.filter(({ room }) => room.startsWith("packages/"));

/** An empty project that depends on every package of ours, and on none of the registry's copies. */
function project(purpose) {
  const folder = temporaryFolder(purpose);
  writeJson(path.join(folder, "package.json"), {
    name: purpose,
    private: true,
    type: "module",
    dependencies: tarballs,
    devDependencies: { "@types/node": "24.19.2" },
    overrides: tarballs,
  });
  fs.writeFileSync(
    path.join(folder, "pnpm-workspace.yaml"),
    `packages: []\nminimumReleaseAge: 0\noverrides:\n${Object.entries(tarballs)
      .map(([name, file]) => `  "${name}": "${file}"\n`)
      .join("")}`,
  );
  const names = libraries.map(({ name }) => name);
  fs.writeFileSync(
    path.join(folder, "load.mjs"),
    `${names.map((name) => `await import(${JSON.stringify(name)});\n`).join("")}console.log("loaded");\n`,
  );
  fs.writeFileSync(
    path.join(folder, "consumer.ts"),
    `${names.map((name, i) => `import * as p${i} from ${JSON.stringify(name)};\n`).join("")}
import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";

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
export const all: readonly object[] = [${names.map((_, i) => `p${i}`).join(", ")}];
`,
  );
  return folder;
}

function typecheck(folder, version) {
  for (const resolution of RESOLUTIONS) {
    const name = `tsconfig.${resolution.moduleResolution}.json`;
    writeJson(path.join(folder, name), {
      compilerOptions: {
        target: "es2024",
        lib: ["es2024", "esnext.disposable"],
        ...resolution,
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ["consumer.ts"],
    });
    const tsc = path.join(
      folder,
      `typescript-${version}`,
      "node_modules",
      "typescript",
      "bin",
      "tsc",
    );
    run(
      `TypeScript ${version}, ${resolution.moduleResolution}: every package's types, skipLibCheck off`,
      process.execPath,
      [tsc, "-p", name],
      folder,
    );
  }
}

const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
const byNpm = project("npm");
const byPnpm = project("pnpm");
const installed =
  run("npm install of every tarball in an empty project", "npm", ["install", ...quiet], byNpm) &&
  run("pnpm install of every tarball in an empty project", "pnpm", ["install", "--silent"], byPnpm);
if (installed) {
  for (const version of TYPESCRIPTS) {
    const prefix = path.join(byNpm, `typescript-${version}`);
    const args = ["install", "--prefix", prefix, ...quiet, `typescript@${version}`];
    if (run(`TypeScript ${version} is there`, "npm", args, byNpm)) typecheck(byNpm, version);
  }
  for (const version of NODES) {
    const binary = `node-${process.platform}-${process.arch}`;
    const prefix = path.join(byNpm, `node-${version}`);
    const args = ["install", "--prefix", prefix, ...quiet, `${binary}@${version}`];
    if (!run(`Node ${version} is there`, "npm", args, byNpm)) continue;
    const node = path.join(prefix, "node_modules", binary, "bin", "node");
    for (const folder of [byNpm, byPnpm]) {
      const by = path.basename(folder).includes("pnpm") ? "pnpm" : "npm";
      run(`Node ${version}: every package loads, installed by ${by}`, node, ["load.mjs"], folder);
      for (const agent of ["controller", "machine-agent", "model-agent"]) {
        const main = path.join(folder, "node_modules", "@holdfast", agent, "dist", "main.js");
        run(`Node ${version}: ${agent} --help, installed by ${by}`, node, [main, "--help"], folder);
      }
    }
  }
}

for (const fault of faults) console.error(`\nconsumers: ${fault}`);
console.log(`consumers: ${claims - faults.length} of ${claims} claims hold`);
process.exitCode = faults.length === 0 ? 0 : 1;
