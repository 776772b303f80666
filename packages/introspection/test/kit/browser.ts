// A real Chromium, where there is one; nothing is downloaded. Elsewhere the tests are skipped, and
// say so.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { type Browser, chromium } from "playwright-core";

const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the browser is; undefined where there is none. `HOLDFAST_CHROMIUM` names another. */
export const browserPath: string | undefined = [process.env["HOLDFAST_CHROMIUM"], ...found].find(
  (file) => file !== undefined && fs.existsSync(file),
);

if (browserPath === undefined) {
  process.stderr.write(
    "\nSKIPPED: the live page's tests need a Chromium (apt-get install chromium, or HOLDFAST_CHROMIUM)\n\n",
  );
}

/** Starts the browser, with nothing on the network but what the page asks for. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? "",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Where screenshots are kept: the test's output, not the repository's. */
export function screenshotPath(name: string): string {
  return path.join(import.meta.dirname, "../../.vitest/screenshots", `${name}.png`);
}
