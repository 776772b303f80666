// npm run docs: the API reference from the docstrings, then the site from docs/ with its search. A
// dead link between pages fails the build. `npm run docs -- dev` serves it while you write.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { root } from "./packed.mjs";

const tools = path.join(root, "tools", "docs");

function step(what, command, args, cwd = tools) {
  console.log(`docs: ${what}`);
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) {
    console.error(`docs: failed at: ${what}`);
    process.exit(status ?? 1);
  }
}

// What one package takes from another is read where it was built.
step("building the packages", "turbo", ["run", "build", "--output-logs=errors-only"], root);
// The tools have a workspace of their own: typedoc needs an older TypeScript than the house.
step("getting the tools", "pnpm", ["install", "--frozen-lockfile", "--prefer-offline"]);
// The pages lie in docs/, and what they are built with is looked for from there.
fs.rmSync(path.join(root, "docs", "node_modules"), { recursive: true, force: true });
fs.symlinkSync(path.join(tools, "node_modules"), path.join(root, "docs", "node_modules"));
step("reading the docstrings", "pnpm", ["exec", "typedoc", "--logLevel", "Warn"]);
const verb = process.argv[2] === "dev" ? "dev" : "build";
step(`${verb} of the site`, "pnpm", ["exec", "vitepress", verb, "."]);
if (verb === "build") console.log("docs: the site is in docs/.site");
