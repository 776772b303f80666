// What a release may do, as its workflow says.
import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { root } from "../src/workspace.ts";

const folder = path.join(root, ".github/workflows");
const read = (name: string): string => fs.readFileSync(path.join(folder, name), "utf8");
const release = read("release.yml");

/** The lines of one job. */
function job(name: string): string {
  const from = release.indexOf(`\n  ${name}:\n`);
  expect(from).toBeGreaterThan(0);
  const rest = release.slice(from + 1);
  const end = rest.slice(1).search(/\n  \S/);
  return end === -1 ? rest : rest.slice(0, end + 1);
}

describe("the workflows", () => {
  test("name every action by the hash of its commit", () => {
    const uses = fs.readdirSync(folder).flatMap((name) => read(name).match(/uses: .*/g) ?? []);
    expect(uses.length).toBeGreaterThan(5);
    for (const each of uses) expect(each).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
  });

  test("start from no permission, and give a job what it needs", () => {
    expect(release).toContain("\npermissions: {}\n");
    const granted = (name: string): string[] =>
      job(name)
        .match(/^ {6}[a-z-]+: (?:read|write)$/gm)
        ?.map((line) => line.trim()) ?? [];
    expect(granted("build")).toEqual(["contents: read"]);
    expect(granted("publish")).toEqual(["contents: read", "id-token: write"]);
    expect(granted("record")).toEqual(["contents: write"]);
  });

  test("publish in a job that runs no dependency's code", () => {
    const runs = job("publish").match(/run: .*/g);
    expect(runs).toEqual(["run: node scripts/publish.mjs release"]);
    const script = fs.readFileSync(path.join(root, "scripts/publish.mjs"), "utf8");
    const imports = script.match(/from "[^"]+"/g) ?? [];
    expect(imports.filter((each) => !each.startsWith('from "node:'))).toEqual([]);
    expect(script).toContain("--ignore-scripts");
    expect(job("record")).not.toMatch(/bootstrap|npm |pnpm/);
  });
});

describe("what bootstrap gets", () => {
  test.each([
    ["node", fs.readFileSync(path.join(root, ".node-version"), "utf8").trim()],
    [
      "pnpm",
      /"packageManager": "pnpm@([\d.]+)"/.exec(
        fs.readFileSync(path.join(root, "package.json"), "utf8"),
      )?.[1],
    ],
  ])("is locked with its hash: %s", (tool, version) => {
    const file = path.join(root, "scripts/tools", tool, "package-lock.json");
    const {
      packages,
    }: { packages: Record<string, { version?: string; integrity?: string; resolved?: string }> } =
      JSON.parse(fs.readFileSync(file, "utf8"));
    const locked = Object.entries(packages).filter(([name]) => name !== "");
    expect(locked.length).toBeGreaterThan(1);
    for (const [, each] of locked) {
      expect(each.version).toBe(version);
      expect(each.integrity).toMatch(/^sha512-/);
      expect(each.resolved).toBeUndefined();
    }
  });
});
