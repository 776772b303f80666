import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const hooks = new URL("../../../tools/repo/src/resolve-sources.ts", import.meta.url).href;
const ARGS = ["--conditions=@holdfast/source", "--import", hooks];

test("the first lines of the README do what they say when pasted", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const program = /```ts run\n([^`]+)```/.exec(readme)?.[1] ?? "";
  const args = [...ARGS, "--input-type=module-typescript", "-e", program];
  const said = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(said).toMatch(/^hello at \d+\n$/);
});

test("the example mends what it breaks, and ends by itself", () => {
  const args = [...ARGS, "examples/mending-service.ts"];
  const said = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect(said).toContain('"cache" failed too often, and rests until an input of it changes');
  expect(said).toContain("api overran its deadline to stop");
  expect(said).toMatch(/Everything stops, leaves first\n(.*\n)+.*settled: 0 started, 4 ended/);
});
