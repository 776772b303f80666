// The rules and the dashboard that are shipped, against what /metrics says.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { fetchReport, startIntrospection } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";

const folder = fileURLToPath(new URL("../monitoring/", import.meta.url));
const shipped = ["holdfast.rules.yml", "holdfast-dashboard.json"];

/** Of an agent to which everything has happened that is counted. */
async function metrics(): Promise<string> {
  const clock = new VirtualClock(5000);
  const socketPath = path.join(await makeFolder(), "s");
  await using introspection = await startIntrospection({
    socketPath,
    clock,
    sources: {
      connection: () => ({ state: "connected", passwordSince: 4000 }),
      certificates: () => ({ ca: 9_000_000 }),
    },
  });
  await using engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 1000,
    bounceDelay: 1,
    clock,
  });
  introspection.add("agent", engine);
  engine.install(resourceName("w"), {
    inputs: [],
    start: () => runWorker(() => Promise.reject(new Error("no"))),
  });
  await clock.advance(10);
  return await fetchReport(socketPath, "/metrics");
}

test.each(shipped)("%s asks for what /metrics has, by the labels that it has", async (file) => {
  const text = await metrics();
  const families = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = ""]) => name);
  const asked = fs.readFileSync(path.join(folder, file), "utf8");
  const names = [...asked.matchAll(/\b(?:holdfast|process)_[a-z_]+/g)].map(([name]) =>
    name.replace(/_(bucket|sum|count)$/, ""),
  );
  expect(names.length).toBeGreaterThan(5);
  expect(families).toEqual(expect.arrayContaining([...new Set(names)]));
});

const promtool = spawnSync("promtool", ["--version"]).status === 0;
if (!promtool) console.log("no promtool here: it looks at neither the metrics nor the rules");

describe.skipIf(!promtool)("promtool (Debian package: prometheus)", () => {
  const run = (words: readonly string[], input = "") => {
    const { status, stdout, stderr } = spawnSync("promtool", words, {
      cwd: folder,
      input,
      encoding: "utf8",
    });
    return { status, said: stdout + stderr };
  };

  test("finds nothing to say about /metrics", async () => {
    expect(run(["check", "metrics"], await metrics())).toEqual({ status: 0, said: "" });
  });

  test("accepts the rules, and they fire when they should", () => {
    expect(run(["check", "rules", "holdfast.rules.yml"])).toMatchObject({ status: 0 });
    expect(run(["test", "rules", "holdfast.rules.test.yml"])).toMatchObject({ status: 0 });
  });
});
