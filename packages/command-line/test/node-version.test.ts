import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { expect, test } from "vitest";

import { nodeProblem } from "../src/node-version.js";

test.each([
  ["22.17.1", false],
  ["22.18.0", true],
  ["23.11.0", false],
  ["24.10.0", false],
  ["24.11.0", true],
  ["25.9.0", false],
  ["26.0.0", true],
  ["30.1.0", true],
  ["20.20.2", false],
  ["8.0.0", false],
])("Node %s: %j", (version, fits) => {
  expect(nodeProblem(version) === undefined).toBe(fits);
});

test("what is asked for is what the package's manifest asks for", () => {
  const manifest: unknown = JSON.parse(
    fs.readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8"),
  );
  expect(manifest).toMatchObject({ engines: { node: "^22.18.0 || ^24.11.0 || >=26.0.0" } });
});

test("a program on another Node says so in one line, loads nothing, and ends with 2", () => {
  const module = path.resolve(import.meta.dirname, "../src/node-version.ts");
  const program = `
    Object.defineProperty(process.versions, "node", { value: "20.20.2" });
    const { withNode } = await import(${JSON.stringify(module)});
    withNode(() => { console.log("loaded"); });
  `;
  const words = ["--no-warnings", "--input-type=module", "-e", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  expect(stderr).toMatch(/^error ERR_NODE_VERSION: this is Node\.js 20\.20\.2; it takes .*\n$/);
  expect([status, stdout]).toEqual([2, ""]);
});
