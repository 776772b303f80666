// What a stranger gets: the packed tarballs, installed by npm and by pnpm in empty projects outside
// the workspace, loaded on every Node that is supported, and compiled against by every TypeScript
// that is supported, with skipLibCheck off. And what a plugin's author gets: a scaffolded plugin that
// is green at once, and an installed agent that connects by it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { packed, temporaryFolder } from "./packed.mjs";
import { strangerWalk } from "./stranger-walk.mjs";

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
    timeout: 180_000, // ms: there to end what hangs
    killSignal: "SIGKILL",
  });
  const failed = error !== undefined || status !== 0;
  console.log(`${failed ? "FAILED" : "ok    "} ${claim}`);
  if (failed) faults.push(`${claim}\n${error?.message ?? ""}${stdout}${stderr}`);
  return !failed;
}

/** Awaits a claim that is no command. */
async function hold(claim, work) {
  claims++;
  try {
    await work();
    console.log(`ok     ${claim}`);
  } catch (error) {
    console.log(`FAILED ${claim}`);
    faults.push(`${claim}\n${error.message}`);
  }
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

const PLUGIN = "holdfast-connect-vault";
const PLUGIN_BOUND = 4096; // bytes, packed

/** Makes a plugin as its author would, and builds it with this project's TypeScript. */
function scaffold(folder, tsc) {
  const create = path.join(folder, "node_modules", "create-holdfast-connect", "dist", "main.js");
  const by = path.basename(folder).includes("pnpm") ? "pnpm" : "npm";
  const args = [create, PLUGIN, "--directory", "plugin", "--yes"];
  return (
    run(`npm create holdfast-connect, installed by ${by}`, process.execPath, args, folder) &&
    run(
      `the plugin builds, installed by ${by}`,
      process.execPath,
      [tsc, "-p", "plugin/tsconfig.build.json"],
      folder,
    ) &&
    pack(path.join(folder, "plugin"), by)
  );
}

/** Packs what was scaffolded, as its author would to publish it; it is built already. */
function pack(plugin, by) {
  const args = ["pack", "--ignore-scripts", ...quiet];
  if (!run(`the plugin packs, installed by ${by}`, "npm", args, plugin)) return false;
  const [tarball] = fs.readdirSync(plugin).filter((name) => name.endsWith(".tgz"));
  const { size } = fs.statSync(path.join(plugin, tarball));
  console.log(`       ${size} bytes of ${PLUGIN_BOUND}`);
  if (size > PLUGIN_BOUND) faults.push(`the plugin has ${size} bytes, packed`);
  const attw = [tarball, "--profile", "esm-only", "--no-emoji"];
  return (
    run(
      `publint has nothing to say of it, installed by ${by}`,
      "publint",
      ["--strict", tarball],
      plugin,
    ) && run(`its types are right for everybody, installed by ${by}`, "attw", attw, plugin)
  );
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
    run(
      `TypeScript ${version}, ${resolution.moduleResolution}: every package's types, skipLibCheck off`,
      process.execPath,
      [tscOf(version), "-p", name],
      folder,
    );
  }
}

/** The compiler of that version, which is installed beside what npm installed. */
function tscOf(version) {
  return path.join(byNpm, `typescript-${version}`, "node_modules", "typescript", "bin", "tsc");
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
  const tsc = tscOf(TYPESCRIPTS.at(-1));
  const plugins = new Set([byNpm, byPnpm].filter((folder) => scaffold(folder, tsc)));
  for (const version of NODES) {
    const binary = `node-${process.platform}-${process.arch}`;
    const prefix = path.join(byNpm, `node-${version}`);
    const args = ["install", "--prefix", prefix, ...quiet, `${binary}@${version}`];
    if (!run(`Node ${version} is there`, "npm", args, byNpm)) continue;
    const node = path.join(prefix, "node_modules", binary, "bin", "node");
    for (const folder of [byNpm, byPnpm]) {
      const by = path.basename(folder).includes("pnpm") ? "pnpm" : "npm";
      run(`Node ${version}: every package loads, installed by ${by}`, node, ["load.mjs"], folder);
      if (!plugins.has(folder)) continue;
      const tests = ["--test", "plugin/test/*.test.ts"];
      run(`Node ${version}: the plugin is green, installed by ${by}`, node, tests, folder);
      await hold(`Node ${version}: an agent connects by the plugin, installed by ${by}`, () =>
        strangerWalk({ node, folder, plugin: "./plugin/dist/index.js" }),
      );
    }
  }
}

for (const fault of faults) console.error(`\nconsumers: ${fault}`);
console.log(`consumers: ${claims - faults.length} of ${claims} claims hold`);
process.exitCode = faults.length === 0 ? 0 : 1;
