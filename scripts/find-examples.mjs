// Finds the TypeScript examples of the house: the fences in its pages, and those in the docstrings of
// its packages, which are what the API reference shows.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { root } from "./packed.mjs";

const FENCE = /^```ts( run| fragment)?\n(.*?)^```$/gms;
const DOCSTRING = /^([ \t]*)\/\*\*.*?\*\//gms;

/** The files that git knows or would take, and that are there. */
function listed(...patterns) {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns];
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ls-files failed: ${stderr}`);
  return [...new Set(stdout.split("\n"))].filter(
    (file) => file !== "" && fs.existsSync(path.join(root, file)),
  );
}

function lineOf(text, index) {
  return text.slice(0, index).split("\n").length;
}

/** The fences of a text; `first` is the line in `file` on which the text begins. */
function fences(file, text, first) {
  return [...text.matchAll(FENCE)].map(({ 1: mark, 2: code, index }) => {
    const line = first + lineOf(text, index);
    return { file, where: `${file}:${line}`, code, mark: mark?.trim() };
  });
}

/** Every example in a page: `mark` is `run`, `fragment` (part of something larger) or undefined. */
export function pageExamples() {
  return listed("*.md")
    .filter((page) => !page.startsWith(".changeset/") && !page.startsWith("examples/"))
    .flatMap((page) => fences(page, fs.readFileSync(path.join(root, page), "utf8"), 1));
}

/** Every example in a docstring of a package that the API reference shows. */
export function docstringExamples() {
  return listed("packages/*/src/*.ts", "packages/*/src/**/*.ts").flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), "utf8");
    return [...text.matchAll(DOCSTRING)].flatMap(({ 0: docstring, 1: indent, index }) => {
      const star = new RegExp(`^${indent} \\* ?`, "gm");
      return fences(file, docstring.replaceAll(star, ""), lineOf(text, index));
    });
  });
}
