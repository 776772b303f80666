// Runs the harnesses, prints what they show, and keeps it as a page.
import { fork } from "node:child_process";
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { systemClock } from "@holdfast/ports";

import type { Told } from "./harness-process.js";
import { type HarnessReport, holds, isComplete, page } from "./index.js";

const { values } = parseArgs({
  options: {
    page: { type: "string" },
    some: { type: "boolean", default: false },
    only: { type: "string", default: "1,2,3,4,5" },
  },
});
const started = systemClock.now();
const say = (what: string): void => {
  const seconds = String(Math.round((systemClock.now() - started) / 1000));
  process.stderr.write(`${seconds.padStart(5)} s  ${what}\n`);
};

process.exitCode = 1;
try {
  const reports = await Promise.all(values.only.split(",").map((number) => runHarness(number)));
  const shown = page(reports);
  process.stdout.write(shown);
  if (values.page !== undefined) {
    if (isComplete(reports)) await fs.writeFile(values.page, shown);
    else say(`${values.page} is left as it was, since something was skipped`);
  }
  if (reports.every(holds)) process.exitCode = 0;
  say("done");
} catch (error) {
  say(`ended: ${error instanceof Error ? error.message : String(error)}`);
}

function runHarness(number: string): Promise<HarnessReport> {
  const script = fileURLToPath(new URL("harness-process.js", import.meta.url));
  const child = fork(script, [number, values.some ? "some" : "all"]);
  // It tidies up before it ends: what it mounted is not left behind.
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => child.connected && child.disconnect());
  }
  return new Promise((resolve, reject) => {
    child.on("message", (told: Told) => {
      if ("progress" in told) say(`${number}: ${told.progress}`);
      else resolve(told.report);
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      reject(
        new Error(
          `harness ${number} ended with ${code ?? "a signal"} before it had shown anything`,
        ),
      );
    });
  });
}
