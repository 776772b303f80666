// npm run api: writes the API report of each published package. With --check it writes nothing, and fails
// where a report is stale, where one name has two meanings, and where something that was released is
// broken without a changeset that says major. With --released it keeps the reports as what is released.
// The reports are made from what `turbo run build` builds.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { NAMES_WITH_TWO_MEANINGS } from "../api/names-with-two-meanings.ts";
import { majorPackages } from "../api/major-packages.ts";
import { compareWithReleased, type CurrentReport, keepAsReleased } from "../api/released.ts";
import { type ApiEntry, apiEntries, entryFiles, reportText } from "../api/report.ts";
import { sameNames } from "../api/same-names.ts";
import { capture } from "../run-command.ts";
import { publishedPackages, root } from "../workspace.ts";

const checking = process.argv.includes("--check");
const released = process.argv.includes("--released");
if (!checking) {
  const { status, stdout } = capture("turbo", ["run", "build", "--output-logs=errors-only"]);
  if (status !== 0) throw new Error(`turbo run build failed:\n${stdout}`);
}
const faults: string[] = [];
const all = new Map<string, readonly ApiEntry[]>();
const reports: CurrentReport[] = [];
for (const { name, folder, manifest } of publishedPackages()) {
  const entries = apiEntries(entryFiles(name, path.join(root, folder), manifest.exports ?? {}));
  all.set(name, entries);
  const report = reportText(name, entries);
  const file = path.join(root, folder, "api.txt");
  const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  if (before !== report) {
    if (checking) faults.push(`${folder}/api.txt is stale: run npm run api`);
    else {
      fs.writeFileSync(file, report);
      console.log(`api: ${folder}/api.txt is new`);
    }
  }
  reports.push({ name, folder: path.join(root, folder), report });
}
if (released) keepAsReleased(reports);
const comparison = compareWithReleased(reports, majorPackages(path.join(root, ".changeset")));
faults.push(...comparison.faults);
faults.push(...sameNames(all, NAMES_WITH_TWO_MEANINGS));
for (const fault of faults) console.error(`api: ${fault}`);
console.log(`api: ${comparison.said}`);
if (faults.length === 0) console.log(`api: ${all.size} reports are as the declarations say`);
process.exitCode = faults.length === 0 ? 0 : 1;
