// All three programs in one file that a Node.js runs, with nothing beside it: `holdfast.mjs`. What a
// program otherwise reads from its own package's files (its version, the live page) is put inside.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { build, type Plugin } from "vite";

import { root } from "../workspace.ts";

const programs: Readonly<Record<string, { file: string; program: string; exits: string }>> = {
  controller: {
    file: "apps/controller/dist/cli/program.js",
    program: "program",
    exits: "controllerExits",
  },
  "machine-agent": {
    file: "apps/machine-agent/dist/program.js",
    program: "machineAgentProgram",
    exits: "agentExits",
  },
  "model-agent": {
    file: "apps/model-agent/dist/program.js",
    program: "modelAgentProgram",
    exits: "agentExits",
  },
};

/** The names under which the programs can be called, beside `holdfast NAME`. */
export const programNames: readonly string[] = Object.keys(programs);

/** The version that all packages have. */
export const version: string = String(
  JSON.parse(fs.readFileSync(path.join(root, "apps/machine-agent/package.json"), "utf8")).version,
);

/** Writes the bundle of what has been built, as one file. */
export async function writeBundle(file: string): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [entry(), inside(), sqlite()],
    resolve: { conditions: ["node", "import", "default"] },
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: true,
      target: "es2022",
      outDir: path.dirname(file),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: "virtual:holdfast",
        output: {
          format: "es",
          entryFileNames: path.basename(file),
          codeSplitting: false,
          banner: "#!/usr/bin/env node",
        },
      },
    },
  });
  fs.chmodSync(file, 0o755);
}

function entry(): Plugin {
  const at = (file: string): string => JSON.stringify(path.join(root, file));
  const own = Object.entries(programs).map(
    ([name, { program, exits }], index) =>
      `${JSON.stringify(name)}: { program: p${index}.${program}, exits: ${exits} },`,
  );
  // First, as where it is not bundled: what it adds to the runtime others expect.
  const reflect = createRequire(path.join(root, "packages/connect/package.json")).resolve(
    "reflect-metadata",
  );
  const source = `
    import ${JSON.stringify(reflect)};
    import { nodeProblem } from ${at("packages/command-line/dist/node-version.js")};
    import { runCommand } from ${at("packages/command-line/dist/index.js")};
    import { agentExits } from ${at("packages/agent-runtime/dist/index.js")};
    import { controllerExits } from ${at("apps/controller/dist/exits.js")};
    ${Object.values(programs)
      .map(({ file }, index) => `import * as p${index} from ${at(file)};`)
      .join("\n")}
    const problem = nodeProblem(process.versions.node);
    const programs = { ${own.join("\n")} };
    const [name] = process.argv.splice(2, 1);
    const chosen = Object.hasOwn(programs, name ?? "") ? programs[name] : undefined;
    const usage = "usage: holdfast " + Object.keys(programs).join("|") + " COMMAND …, or --version";
    if (problem !== undefined) {
      console.error("error ERR_NODE_VERSION: " + problem);
      process.exitCode = 2;
    } else if (chosen !== undefined) {
      await runCommand(chosen.program, { exits: chosen.exits });
    } else if (name === "--version" || name === "-V") {
      console.log(${JSON.stringify(version)});
    } else if (name === "--help" || name === "-h" || name === "help") {
      console.log(usage);
    } else {
      console.error("error ERR_USAGE: " + usage);
      process.exitCode = 2;
    }
  `;
  return {
    name: "holdfast-entry",
    enforce: "pre",
    resolveId: (id) => (id.endsWith("virtual:holdfast") ? "\0holdfast" : undefined),
    load: (id) => (id === "\0holdfast" ? source : undefined),
  };
}

function inside(): Plugin {
  const page = fs.readFileSync(path.join(root, "packages/introspection/dist/page.html"), "utf8");
  const ownVersion = JSON.stringify(version);
  const modules: Readonly<Record<string, string>> = {
    "packages/introspection/dist/routes/page-file.js": `export const readPage = async () => ${JSON.stringify(page)};`,
    "apps/controller/dist/version.js": `export const version = () => ${ownVersion};`,
    "apps/machine-agent/dist/version.js": `export const version = ${ownVersion};`,
    "apps/model-agent/dist/version.js": `export const version = ${ownVersion};`,
  };
  const replaced = new Map(
    Object.entries(modules).map(([file, source]) => [path.join(root, file), source]),
  );
  const missing = new Set(replaced.keys());
  return {
    name: "holdfast-inside",
    enforce: "pre",
    load: (id) => {
      missing.delete(id);
      return replaced.get(id);
    },
    buildEnd: (error) => {
      if (error === undefined && missing.size > 0)
        throw new Error(`not in the bundle: ${[...missing].join(", ")}`);
    },
  };
}

/** An older Node.js has no such module, and would stop there before it could say that it is too old. */
function sqlite(): Plugin {
  const source = `
    const { DatabaseSync, backup } = process.getBuiltinModule?.("node:sqlite") ?? {};
    export { DatabaseSync, backup };
  `;
  return {
    name: "holdfast-sqlite",
    enforce: "pre",
    resolveId: (id) => (id === "node:sqlite" ? "\0sqlite" : undefined),
    load: (id) => (id === "\0sqlite" ? source : undefined),
  };
}
