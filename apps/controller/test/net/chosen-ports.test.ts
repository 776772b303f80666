import { parseHostPort } from "@holdfast/names";
import { expect, test } from "vitest";

import { chosenPorts } from "../../src/net/chosen-ports.js";
import { temporaryDirectory, testController } from "../kit/test-controller.js";

test("a port that a controller chooses is none that systems give to outgoing connections", async () => {
  const dataDir = temporaryDirectory();
  const first = await testController({ dataDir });
  const { port } = parseHostPort(first.address);
  expect(port).toBeGreaterThanOrEqual(10_000);
  expect(port).toBeLessThan(32_768);
  await first[Symbol.asyncDispose]();
  const second = await testController({ dataDir });
  expect(second.address).toBe(first.address);
});

test("where all that it looks at are taken, any will do", () => {
  expect(chosenPorts().at(-1)).toBe(0);
  expect(new Set(chosenPorts()).size).toBeGreaterThan(10);
});
