// A real Chromium, where there is one; nothing is downloaded. Elsewhere the tests that need it are
// skipped, and say so.
import fs from "node:fs";
import process from "node:process";

import { type Browser, chromium } from "playwright-core";

const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where the browser is; undefined where there is none. `HOLDFAST_CHROMIUM` names another. */
export const browserPath: string | undefined = [process.env["HOLDFAST_CHROMIUM"], ...found].find(
  (file) => file !== undefined && fs.existsSync(file),
);

/** Starts the browser, and makes the live page that it shall open. */
export async function launchBrowser(): Promise<Browser> {
  await buildPage();
  return openBrowser();
}

/** Starts the browser. */
export function openBrowser(): Promise<Browser> {
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

/** Says on standard error that tests are skipped for want of a browser. */
export function sayWhereSkipped(): void {
  if (browserPath !== undefined) return;
  process.stderr.write(
    "\nSKIPPED: the live page's tests need a Chromium (apt-get install chromium, or HOLDFAST_CHROMIUM)\n\n",
  );
}

// Built here, so that a test needs no build of the whole package before it.
async function buildPage(): Promise<void> {
  const file = new URL("../../build-page.mjs", import.meta.url).href;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the script beside package.json
  const builder = (await import(file)) as { readonly buildPage: () => Promise<string> };
  await builder.buildPage();
}
