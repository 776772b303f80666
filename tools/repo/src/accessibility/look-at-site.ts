// The built documentation in a real browser, looked at by axe: every page that people wrote, and one of each
// kind that is made from the sources; in both colours.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import {
  browserPath,
  openBrowser,
  type Page,
  seriousViolations,
} from "@holdfast/introspection/testing";

import { listenOnLoopback } from "../listen-on-loopback.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** What is wrong, a line each; undefined where there is no browser to look with. */
export async function lookAtSite(site: string): Promise<readonly string[] | undefined> {
  if (browserPath === undefined) return undefined;
  const server = http.createServer((request, response) => serve(site, request, response));
  const address = await listenOnLoopback(server);
  const browser = await openBrowser();
  try {
    const wrong: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      for (const each of pagesOf(site)) {
        await page.goto(`http://${address}/${each}`);
        for (const line of await violationsOf(page))
          wrong.push(`${each} (${colorScheme}): ${line}`);
      }
      await context.close();
    }
    return wrong;
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  const found = await seriousViolations(page);
  return found.flatMap(({ rule, where }) => where.map((place) => `${rule}: ${place}`));
}

/** The pages that people wrote, and of those that are made one from each of a few folders. */
function pagesOf(site: string): readonly string[] {
  const html = (folder: string): string[] =>
    fs
      .readdirSync(path.join(site, folder))
      .filter((name) => name.endsWith(".html"))
      .map((name) => path.join(folder, name));
  const made = fs.readdirSync(path.join(site, "api"), { recursive: true, encoding: "utf8" });
  const firsts = new Map(
    made
      .filter((name) => name.endsWith(".html"))
      .toReversed()
      .map((name) => [path.basename(path.dirname(name)), path.join("api", name)]),
  );
  return [...html("."), ...html("guide"), ...[...firsts.values()].slice(0, 4)];
}

function serve(site: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = path.join(site, path.normalize(decodeURIComponent(pathname)));
  if (!file.startsWith(site) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": types[path.extname(file)] ?? "text/plain" });
  response.end(fs.readFileSync(file));
}
