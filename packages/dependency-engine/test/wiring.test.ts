import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const here = import.meta.dirname;
const source = readFileSync(path.join(here, "types/wiring.ts"), "utf8");
const EXPECTED = /^\s*\/\/ @ts-expect-error -- (.*)$/;

/** What the compiler says, by the line it says it of, once nothing is expected to be wrong. */
function complaints(): Map<number, string> {
  // Inside the package, so that its compiler options and its sources are found as usual.
  const folder = mkdtempSync(path.join(here, "types/.tmp-"));
  try {
    cpSync(path.join(here, "../src"), path.join(folder, "src"), { recursive: true });
    const plain = source
      .replaceAll("../../src/index.js", "./src/index.js")
      .replaceAll("// @ts-expect-error --", "// expected:");
    writeFileSync(path.join(folder, "wiring.ts"), plain);
    const config = {
      extends: path.join(here, "../../../tsconfig.base.json"),
      compilerOptions: {
        noEmit: true,
        composite: false,
        isolatedDeclarations: false,
        types: [],
        lib: ["es2024", "esnext.disposable", "webworker"],
      },
      include: ["wiring.ts"],
    };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    return parse(compile(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(folder: string): string {
  const tsc = path.join(here, "../../../node_modules/.bin/tsc");
  try {
    return execFileSync(tsc, ["-p", folder, "--pretty", "false"], { encoding: "utf8" });
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  }
}

function parse(output: string): Map<number, string> {
  const said = new Map<number, string>();
  let line = 0;
  for (const text of output.split("\n")) {
    const at = /wiring\.ts\((\d+),\d+\): error TS\d+: (.*)$/.exec(text);
    if (at !== null) line = Number(at[1]);
    if (line > 0) said.set(line, `${said.get(line) ?? ""}${at?.[2] ?? text.trim()}\n`);
  }
  return said;
}

test("at least thirty mistakes in wiring do not compile, and the compiler says what is wrong", () => {
  const lines = source.split("\n");
  const expected = lines.flatMap((text, index) => {
    const match = EXPECTED.exec(text);
    return match === null ? [] : [{ line: index + 2, words: match[1] ?? "" }];
  });
  expect(expected.length).toBeGreaterThanOrEqual(30);
  const said = complaints();
  const wrong = expected.filter(({ line, words }) => {
    // A mistake inside a literal is told of the line it stands in.
    const near = [line, line + 1, line + 2, line + 3].map((at) => said.get(at) ?? "").join("");
    return words === "" || !near.includes(words);
  });
  expect(wrong.map(({ line, words }) => ({ line, words, said: said.get(line) }))).toEqual([]);
}, 60_000);
