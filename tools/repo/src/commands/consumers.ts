// turbo run consumers: what a stranger gets. The packed tarballs, installed by npm and by pnpm in empty
// projects outside the workspace, loaded on every Node that is supported, and compiled against by every
// TypeScript that is supported, with skipLibCheck off: every entry of every package. And what authors get: a
// scaffolded plugin and a scaffolded package of workers whose tests pass at once, and an installed agent
// that connects by the plugin.
import path from "node:path";
import process from "node:process";

import { walkWithAgent } from "../consumers/agent-walk.ts";
import { Claims } from "../consumers/claims.ts";
import { makeConsumerProject, writeJson } from "../consumers/consumer-project.ts";
import { scaffoldPlugin } from "../consumers/scaffolded-plugin.ts";
import { scaffoldWorkers } from "../consumers/scaffolded-workers.ts";
import { packPackages } from "../packages/pack.ts";

const NODES = ["22.23.3", "24.21.0", "26.9.0"];
const NEWEST_TYPESCRIPT = "7.0.2";
const TYPESCRIPTS = ["5.9.3", "6.0.3", NEWEST_TYPESCRIPT];
const RESOLUTIONS = [
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
];

const claims = new Claims();
const packages = packPackages();
const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
const byNpm = makeConsumerProject("npm", packages);
const byPnpm = makeConsumerProject("pnpm", packages);
const projects = [
  { by: "npm", folder: byNpm },
  { by: "pnpm", folder: byPnpm },
];

/** The compiler of that version, which is installed beside what npm installed. */
function tscOf(version: string): string {
  return path.join(byNpm, `typescript-${version}`, "node_modules", "typescript", "bin", "tsc");
}

function typecheck(version: string): void {
  for (const resolution of RESOLUTIONS) {
    const config = `tsconfig.${resolution.moduleResolution}.json`;
    writeJson(path.join(byNpm, config), {
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
    claims.run(
      `TypeScript ${version}, ${resolution.moduleResolution}: every entry's types, skipLibCheck off`,
      process.execPath,
      [tscOf(version), "-p", config],
      byNpm,
    );
  }
}

/** Installs a package of the registry in a folder of its own beside what npm installed. */
function install(what: string, prefix: string, spec: string): boolean {
  const args = ["install", "--prefix", prefix, ...quiet, spec];
  return claims.run(`${what} is there`, "npm", args, byNpm);
}

const installed =
  claims.run(
    "npm install of every tarball in an empty project",
    "npm",
    ["install", ...quiet],
    byNpm,
  ) &&
  claims.run(
    "pnpm install of every tarball in an empty project",
    "pnpm",
    ["install", "--silent"],
    byPnpm,
  );
if (installed) {
  for (const version of TYPESCRIPTS) {
    const prefix = path.join(byNpm, `typescript-${version}`);
    if (install(`TypeScript ${version}`, prefix, `typescript@${version}`)) typecheck(version);
  }
  const scaffolded = projects.filter(({ by, folder }) =>
    scaffoldPlugin(claims, folder, by, tscOf(NEWEST_TYPESCRIPT)),
  );
  const workers = scaffoldWorkers(claims, byNpm, packages);
  for (const version of NODES) {
    const binary = `node-${process.platform}-${process.arch}`;
    const prefix = path.join(byNpm, `node-${version}`);
    if (!install(`Node ${version}`, prefix, `${binary}@${version}`)) continue;
    const node = path.join(prefix, "node_modules", binary, "bin", "node");
    if (workers !== undefined) {
      const passes = `Node ${version}: the tests of the package of workers pass`;
      claims.run(passes, node, ["--test", "test/*.test.ts"], workers);
    }
    for (const project of projects) {
      const { by, folder } = project;
      const loads = `Node ${version}: every entry loads, installed by ${by}`;
      claims.run(loads, node, ["load.mjs"], folder);
      if (!scaffolded.includes(project)) continue;
      const tests = ["--test", "plugin/test/*.test.ts"];
      const passes = `Node ${version}: the plugin's tests pass, installed by ${by}`;
      claims.run(passes, node, tests, folder);
      await claims.hold(
        `Node ${version}: an agent connects by the plugin, installed by ${by}`,
        () => walkWithAgent({ node, folder, plugin: "./plugin/dist/index.js" }),
      );
    }
  }
}
process.exitCode = claims.summary() ? 0 : 1;
