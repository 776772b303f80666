// npm run generate: writes the parts of the documentation that are made from the sources. With --check
// it writes nothing, and fails where one of them is stale.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { plan } from "../boundaries/plan.ts";
import { withSection } from "../generated/marked-section.ts";
import { packagePicture } from "../generated/package-picture.ts";
import { root } from "../workspace.ts";

const picture = packagePicture(plan, ["juju-schema", "repo"]);
const sections = [
  { file: "README.md", name: "packages", content: picture },
  { file: "docs/architecture.md", name: "packages", content: picture },
];

const checking = process.argv.includes("--check");
let stale = 0;
for (const { file, name, content } of sections) {
  const before = fs.readFileSync(path.join(root, file), "utf8");
  const after = withSection(before, name, content);
  if (before === after) continue;
  stale += 1;
  if (checking) console.error(`generate: "${name}" in ${file} is stale: run npm run generate`);
  else {
    fs.writeFileSync(path.join(root, file), after);
    console.log(`generate: "${name}" in ${file} is new`);
  }
}
if (!checking || stale === 0)
  console.log(`generate: ${sections.length} sections are as the sources say`);
process.exitCode = checking && stale > 0 ? 1 : 0;
