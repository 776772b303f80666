// Runs every package's tests through turbo, then says the true totals on its last line.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";

import { root, workspacePackages } from "../tools/repo/src/workspace.ts";

/** The packages that have tests, and where vitest leaves each one's results. */
const tested = workspacePackages()
  .filter(({ manifest }) => manifest.scripts?.test !== undefined)
  .map(({ folder }) => ({ folder, file: path.join(root, folder, ".vitest", "results.json") }));

// What is left of an earlier run must not be counted as this one's.
for (const { file } of tested) fs.rmSync(file, { force: true });

const turbo = spawnSync(
  "turbo",
  [
    "run",
    "test",
    "--continue=always",
    "--output-logs=new-only",
    // Each package's vitest uses every core already; more packages at once only make time-outs likelier.
    `--concurrency=${Math.max(2, Math.ceil(os.availableParallelism() / 2))}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit", shell: process.platform === "win32" },
);
if (turbo.error) throw turbo.error;

/** The first lines of why a test failed: what was said above may be far away, or cut off. */
const indented = (text) =>
  stripVTControlCharacters(text)
    .split("\n", 12)
    .map((line) => `  | ${line.slice(0, 300)}`)
    .join("\n");

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { folder, file } of tested) {
  if (!fs.existsSync(file)) {
    console.error(`failed: ${folder}: no result; its test run did not get to its end`);
    total.failed++;
    continue;
  }
  const result = JSON.parse(fs.readFileSync(file, "utf8"));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests;
  total.skipped += result.numPendingTests + result.numTodoTests;
  // Told by no test: a file that could not be loaded, an unhandled rejection, a package without tests.
  if (!result.success && result.numFailedTests === 0) {
    console.error(`failed: ${folder}: the run failed outside of any test; see above`);
    for (const { message } of result.testResults) if (message) console.error(indented(message));
    total.failed++;
  }
  const tests = result.testResults.flatMap((each) => each.assertionResults);
  for (const { fullName, status, failureMessages } of tests) {
    if (status === "failed")
      console.error(`failed: ${folder}: ${fullName}\n${indented(failureMessages.join("\n"))}`);
    if (status === "pending" || status === "skipped")
      console.log(`skipped: ${folder}: ${fullName}`);
  }
}
const status = turbo.status ?? 1;
if (status !== 0 && total.failed === 0) {
  // An unhandled rejection, say: every test passed and the run failed all the same.
  console.error("failed: the run failed outside of any test; see above");
  total.failed = 1;
}
const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
