// Finds the TypeScript examples of the repository: the fences in its pages, and those in the docstrings
// of its packages, which are what the API reference shows.
import fs from "node:fs";
import path from "node:path";

import { capture } from "../run-command.ts";
import { root } from "../workspace.ts";

export interface Example {
  /** From the root of the repository. */
  readonly file: string;
  /** `file:line` of the fence. */
  readonly where: string;
  readonly code: string;
  /** What stands after `ts`: `run`, `fragment` (part of something larger) or nothing. */
  readonly mark: "run" | "fragment" | undefined;
}

const FENCE = /^```ts(?: (run|fragment))?\n(.*?)^```$/gms;
const DOCSTRING = /^([ \t]*)\/\*\*.*?\*\//gms;

/** The files that git knows or would take, and that are there. */
function listed(...patterns: readonly string[]): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns];
  const { status, stdout, stderr } = capture("git", args);
  if (status !== 0) throw new Error(`git ls-files failed: ${stderr}`);
  return [...new Set(stdout.split("\n"))].filter(
    (file) => file !== "" && fs.existsSync(path.join(root, file)),
  );
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The fences of a text; `first` is the line in `file` on which the text begins. */
export function fences(file: string, text: string, first = 1): Example[] {
  return [...text.matchAll(FENCE)].map(({ 1: mark, 2: code = "", index }) => ({
    file,
    where: `${file}:${first + lineOf(text, index) - 1}`,
    code,
    mark: mark === "run" || mark === "fragment" ? mark : undefined,
  }));
}

/** The fences in the docstrings of a source. */
export function docstringFences(file: string, source: string): Example[] {
  return [...source.matchAll(DOCSTRING)].flatMap(({ 0: docstring, 1: indent, index }) => {
    const star = new RegExp(`^${indent} \\* ?`, "gm");
    return fences(file, docstring.replaceAll(star, ""), lineOf(source, index));
  });
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), "utf8");
}

/** Every example in a page. */
export function pageExamples(): Example[] {
  return listed("*.md")
    .filter((page) => !page.startsWith(".changeset/") && !page.startsWith("examples/"))
    .flatMap((page) => fences(page, read(page)));
}

/** Every example in a docstring of a package that the API reference shows. */
export function docstringExamples(): Example[] {
  return listed("packages/*/src/*.ts", "packages/*/src/**/*.ts").flatMap((file) =>
    docstringFences(file, read(file)),
  );
}
