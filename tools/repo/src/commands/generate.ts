// npm run generate: writes the parts of the documentation that are made from the sources. With --check
// it writes nothing, and fails where one of them is stale.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { plan } from "../boundaries/plan.ts";
import {
  errorCodeFaults,
  errorCodeTable,
  readPackageCodes,
} from "../error-codes/error-codes-page.ts";
import { withSection } from "../generated/marked-section.ts";
import { packagePicture } from "../generated/package-picture.ts";
import { pluginList } from "../generated/plugin-list.ts";
import { capture } from "../run-command.ts";
import { root, workspacePackages } from "../workspace.ts";

const codes = readPackageCodes(workspacePackages());
const picture = packagePicture(plan, ["juju-schema", "repo"]);
const plugins = fs.readFileSync(path.join(root, "docs/plugins.jsonl"), "utf8");
const sections = [
  { file: "README.md", name: "packages", content: picture },
  { file: "docs/architecture.md", name: "packages", content: picture },
  { file: "docs/error-codes.md", name: "error codes", content: errorCodeTable(codes) },
  { file: "docs/plugins.md", name: "plugins", content: pluginList(plugins) },
];
const faults = errorCodeFaults(codes);

/** The page as the formatter leaves it: it aligns tables. */
function formatted(file: string, page: string): string {
  const { status, stdout, stderr } = capture("oxfmt", [`--stdin-filepath=${file}`], {
    input: page,
  });
  if (status !== 0) throw new Error(`oxfmt failed for ${file}: ${stderr}`);
  return stdout;
}

const checking = process.argv.includes("--check");
for (const { file, name, content } of sections) {
  const before = fs.readFileSync(path.join(root, file), "utf8");
  const after = formatted(file, withSection(before, name, content));
  if (before === after) continue;
  if (checking) faults.push(`"${name}" in ${file} is stale: run npm run generate`);
  else {
    fs.writeFileSync(path.join(root, file), after);
    console.log(`generate: "${name}" in ${file} is new`);
  }
}
for (const fault of faults) console.error(`generate: ${fault}`);
if (faults.length === 0)
  console.log(`generate: ${sections.length} sections are as the sources say`);
process.exitCode = faults.length === 0 ? 0 : 1;
