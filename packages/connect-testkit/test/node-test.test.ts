import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { ConnectStrategy } from "@holdfast/connect";
import { expect, test } from "vitest";

import {
  ConformanceError,
  conformanceScenarios,
  describeConformance,
  mustHold,
} from "../src/index.js";

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

test("under node:test each scenario is a test, and what does not hold fails", () => {
  const args = [
    "--conditions",
    "@holdfast/source",
    "--import",
    pathOf("../../../tools/repo/src/resolve-sources.ts"),
    "--test",
    "--test-reporter",
    "tap",
    pathOf("fixtures/node-test-suite.mjs"),
  ];
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  const failed = [...stdout.matchAll(/^ +not ok \d+ - ([\w.-]+):/gm)].map((match) => match[1]);
  // A wrong error, and two declared differences that are none.
  expect(failed).toEqual(["info.missing-addresses", "model.old-login", "model.known-is-kept"]);
  const concerned = conformanceScenarios.filter(({ about }) => about !== "source");
  expect(stdout).toContain(`# pass ${concerned.length - failed.length}\n`);
  expect(stdout).toContain("# skipped 0\n");
  expect(status).toBe(1);
});

test("what does not hold says what happened, and how to declare it", async () => {
  const scenario = conformanceScenarios.find(({ id }) => id === "login.old-password-after-refusal");
  if (scenario === undefined) throw new Error("there is no such scenario");
  const stubborn = (): ConnectStrategy => ({
    async connect(agent, apiOpen, signal) {
      const info = agent.currentConfig().apiInfo();
      if (info === undefined) throw new Error("no addresses");
      return apiOpen({ ...info, password: "the only one that it ever tries" }, {}, signal);
    },
  });
  const error: unknown = await mustHold(scenario, stubborn).catch((reason: unknown) => reason);
  if (!(error instanceof ConformanceError)) throw error;
  const { message, cause } = error;
  expect(message).toMatch(/^login\.old-password-after-refusal does not hold: /);
  expect(message).toContain("What happened:\n  connection 1 opened\n  connection 1: Admin.Login\n");
  expect(message).toContain('differences: { "login.old-password-after-refusal": "why" }');
  expect(cause).toBeInstanceOf(Error);
});

test("a declared difference that names no scenario is refused", () => {
  const declare = (): void =>
    describeConformance(
      {
        name: "x",
        strategy: () => ({ connect: () => Promise.reject(new Error("never called")) }),
        differences: { "rotation.typo": "because" },
      },
      { describe: () => undefined, test: () => undefined },
    );
  expect(declare).toThrow("no conformance scenario or group is called rotation.typo");
});
