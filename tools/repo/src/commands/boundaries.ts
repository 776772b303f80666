// turbo run boundaries: no package depends on one that the plan does not let it, no import is
// undeclared or leaves its package, and no two folders of a package import from each other.
import path from "node:path";
import process from "node:process";

import { checkManifests } from "../boundaries/check-manifests.ts";
import { folderImports } from "../boundaries/folder-imports.ts";
import { plan } from "../boundaries/plan.ts";
import { circlesOf } from "../boundaries/strong-components.ts";
import { runOrExit } from "../run-command.ts";
import { root, workspacePackages } from "../workspace.ts";

const packages = workspacePackages();
const circles = packages.flatMap(({ folder }) =>
  ["src", "page"].flatMap((sources) =>
    circlesOf(folderImports(path.join(root, folder, sources))).map(
      (circle) => `${folder}/${sources}: ${circle.join(", ")}`,
    ),
  ),
);
const faults = [
  ...checkManifests(packages, plan),
  ...circles.map((circle) => `folders that import from each other: ${circle}`),
];
for (const fault of faults) console.error(`boundaries: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`boundaries: ${packages.length} packages as planned, no circles between their folders`);
runOrExit("turbo", ["boundaries"]);
