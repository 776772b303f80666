import { agentExits } from "@holdfast/agent-runtime";
import { runInProcess } from "@holdfast/program-testkit";
import { expect, test } from "vitest";

import { modelAgentProgram } from "../src/index.js";

const which = ["--data-dir", "/nowhere", "--agent", "machine-0"];
const uuid = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

test.each([
  ["no models", ["run", ...which], "ERR_MISSING_OPTION"],
  ["a model that is no UUID", ["run", ...which, "--models", "production"], "ERR_INVALID_UUID"],
  ["a model named twice", ["run", ...which, "--models", `${uuid},${uuid}`], "ERR_INVALID_UUID"],
  ["an agent that is not there", ["run", ...which, "--models", "all"], "ERR_AGENT_CONF_MISSING"],
])("refuses %s with exit code 2, in one coded line", async (_, args, expected) => {
  const { code, stdout, stderr } = await runInProcess(modelAgentProgram, agentExits, args);
  expect(stderr).toMatch(/^error ERR_[A-Z_]+: [^\n]*\n$/);
  expect(stderr).toContain(expected);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});
