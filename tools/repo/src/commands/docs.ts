// npm run docs: the API reference from the docstrings, then the site from docs/ with its search. A
// dead link between pages fails the build. `npm run docs -- dev` serves it while you write.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { runOrExit } from "../run-command.ts";
import { root } from "../workspace.ts";

const tools = path.join(root, "tools", "docs");

function step(what: string, command: string, args: readonly string[], cwd = tools): void {
  console.log(`docs: ${what}`);
  runOrExit(command, args, { cwd });
}

// What one package takes from another is read where it was built.
step("building the packages", "turbo", ["run", "build", "--output-logs=errors-only"], root);
// The tools have a workspace of their own: typedoc needs an older TypeScript than the packages.
step("getting the tools", "pnpm", ["install", "--frozen-lockfile", "--prefer-offline"]);
// The pages lie in docs/, and what they are built with is looked for from there.
fs.rmSync(path.join(root, "docs", "node_modules"), { recursive: true, force: true });
fs.symlinkSync(path.join(tools, "node_modules"), path.join(root, "docs", "node_modules"));
step("reading the docstrings", "pnpm", ["exec", "typedoc", "--logLevel", "Warn"]);
const verb = process.argv[2] === "dev" ? "dev" : "build";
step(`${verb} of the site`, "pnpm", ["exec", "vitepress", verb, "."]);
if (verb === "build") {
  console.log("docs: looking at the pages with axe");
  const { lookAtSite } = await import("../accessibility/look-at-site.ts"); // built by now
  const wrong = await lookAtSite(path.join(root, "docs", ".site"));
  if (wrong === undefined) console.log("docs: SKIPPED: no Chromium (apt-get install chromium)");
  for (const line of wrong ?? []) console.error(line);
  if (wrong !== undefined && wrong.length > 0) process.exit(1);
  console.log("docs: the site is in docs/.site");
}
