import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { PassThrough } from "node:stream";

import { run } from "create-holdfast-connect";
import { afterEach, beforeEach, expect, test } from "vitest";

import { workersScaffold } from "../src/index.js";

// In a folder of this package, from which what it makes finds @holdfast/workers as it was built.
const parent = path.join(import.meta.dirname, "../.generated");
let folder = "";
beforeEach(() => {
  fs.mkdirSync(parent, { recursive: true });
  folder = fs.mkdtempSync(path.join(parent, "workers-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

async function create(...args: string[]): Promise<{ code: number; said: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminal = { stdin, stdout, stderr, interactive: false };
  const code = await run(args, terminal, workersScaffold);
  return { code, said: [stdout, stderr].map((stream) => String(stream.read() ?? "")).join("") };
}

test("is green as soon as it is made", async () => {
  const made = await create(
    "@acme/holdfast-workers-disks",
    "--directory",
    path.join(folder, "disks"),
  );
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining("npm test") });
  const directory = path.join(folder, "disks");
  const texts = fs
    .readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(directory, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => fs.readFileSync(file, "utf8"));
  expect(texts.join("\n")).not.toMatch(/__[A-Z]+__|workspace:/);
  const types = spawnSync("tsc", [], { cwd: directory, encoding: "utf8" });
  expect(types.stdout).toBe("");
  expect(types.status).toBe(0);
  const built = spawnSync("tsc", ["-p", "tsconfig.build.json"], { cwd: directory });
  expect(built.status).toBe(0);
  expect(fs.existsSync(path.join(directory, "dist/index.js"))).toBe(true);
  const tests = spawnSync(process.execPath, ["--test", "test/workers.test.ts"], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  expect(tests.stdout).toContain("pass 2");
  expect(tests.status).toBe(0);
});

test("refuses what npm would not take, and overwrites nothing", async () => {
  expect(await create("Disks!", "--directory", path.join(folder, "disks"))).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^error ERR_CREATE_NAME: .*holdfast-workers-disks\n$/),
  });
  fs.writeFileSync(path.join(folder, "mine.txt"), "mine");
  expect(await create("disks", "--directory", folder)).toMatchObject({
    code: 2,
    said: expect.stringMatching(/^error ERR_CREATE_EXISTS/),
  });
  expect(fs.readdirSync(folder)).toEqual(["mine.txt"]);
});
