// The live page is one file, made from `page/` when this package is built. What it may load and do
// is named exactly, by the hashes of its own script and style.
import { createHash } from "node:crypto";

import { readPage } from "./page-file.js";
import { text } from "./reply.js";
import type { Route } from "./route.js";

/** `/`: the live page. */
export function pageRoute(): Route {
  return {
    path: "/",
    what: "the live page, for a browser",
    answer: async () => {
      const body = await readPage();
      if (body === undefined)
        return text("the page has not been built: run this package's build", 404);
      return {
        kind: "text",
        status: 200,
        type: "text/html; charset=utf-8",
        body,
        headers: { "content-security-policy": policyFor(body), "referrer-policy": "no-referrer" },
      };
    },
  };
}

function policyFor(page: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashesOf(page, "script")}`,
    `style-src ${hashesOf(page, "style")}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashesOf(page: string, element: "script" | "style"): string {
  const bodies = page.matchAll(new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`, "g"));
  return [...bodies]
    .map(
      ([, body]) =>
        `'sha256-${createHash("sha256")
          .update(body ?? "")
          .digest("base64")}'`,
    )
    .join(" ");
}
