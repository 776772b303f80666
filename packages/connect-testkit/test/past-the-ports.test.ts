import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ConformanceError, conformanceScenarios, type Scenario } from "../src/index.js";
import { secretsIn } from "../src/observe/secret-options.js";
import { pastThePorts } from "./broken/past-the-ports.js";

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

interface Seen {
  readonly name: string;
  readonly kind: string;
  readonly said: string;
}

const seen = new Map<string, Seen>();
let stderr = "";
/** Where the strategies put what they write. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-testkit-"));
let left: readonly string[] = [];

beforeAll(() => {
  const args = [
    "--conditions",
    "@holdfast/source",
    "--import",
    pathOf("../../../tools/repo/src/resolve-sources.ts"),
    pathOf("fixtures/past-the-ports.ts"),
  ];
  const ended = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", TMPDIR: folder },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  stderr = ended.stderr;
  left = fs.readdirSync(folder);
  for (const line of (ended.output[3] ?? "").split("\n").filter((text) => text !== "")) {
    const one: Seen = JSON.parse(line);
    seen.set(one.name, one);
  }
}, 120_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("whatever the scenario, it finds out a strategy that", () => {
  test.for(Object.entries(pastThePorts))("%s", ([name, [, words]]) => {
    const found = seen.get(name) ?? { said: `it was not played: ${stderr}`, kind: "none" };
    expect(found.said).toMatch(words);
    // A hang may differ from the claim alone; all else nothing excuses.
    expect(found.kind).toMatch(name.startsWith("hangs") ? /broken|differs/ : /broken/);
  });
});

test("no file of the kit's own is left, and what children printed is passed on", () => {
  expect(left).toEqual([expect.stringMatching(/^holdfast-testkit-note-\d+$/)]);
  expect(stderr.trim().split("\n")).toContainEqual(expect.stringMatching(/^\S{24}$/));
});

test("a failed comparison shows both values, and a plugin's own secrets are known by their names", () => {
  const error = new ConformanceError(scenarioNamed("login.try-again"), {
    kind: "differs",
    error: assertionOf(() => assert.deepEqual(["one"], ["one", "two"], "it tried less")),
    timeline: [],
  });
  expect(error.message).toContain(
    "login.try-again does not hold: it tried less\n  expected: [ 'one', 'two' ]\n  got:      [ 'one' ]\n",
  );
  const options = {
    clientId: "agent",
    clientSecret: "hunter2",
    tokenEndpoint: "https://issuer.example/token",
    vault: { token: "s.abcdef", tokenFile: "/run/token", pin: "123456" },
  };
  expect(secretsIn(options)).toEqual(["hunter2", "s.abcdef", "123456"]);
});

function scenarioNamed(id: string): Scenario {
  const found = conformanceScenarios.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no scenario ${id}`);
  return found;
}

function assertionOf(check: () => void): unknown {
  try {
    check();
  } catch (error) {
    return error;
  }
  throw new Error("it held");
}
