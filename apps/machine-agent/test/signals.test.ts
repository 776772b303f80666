import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";

import { ProgramProcess } from "@holdfast/program-testkit";
import { expect, test } from "vitest";

import { Site, temporaryFolder } from "./kit/site.js";

const program = new URL("../src/main.ts", import.meta.url).href;
const model = "6fa459ea-ee8a-4ca4-894e-db77e160355e";

/** Several processes, on a machine that may be busy with others. */
const inNoHurry = { timeout: 120_000 };

// A worker that does not hear that it should stop, and keeps its process alive besides.
const stubborn = `
const wait = () => new Promise(() => setInterval(() => undefined, 1000));
const manifold = { inputs: [], start: () => ({ kill: () => undefined, wait }) };
const worker = {
  name: "stubborn",
  install: (engine, decorate) => engine.install("stubborn", decorate(manifold)),
};
export default { name: "stubborn", apiVersion: 1, workers: () => [worker] };
`;

test(
  "SIGTERM ends the agent within its stop timeout, even with a worker that will not stop",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    const module = path.join(site.dataDir, "stubborn.mjs");
    await fs.writeFile(module, stubborn);
    await using agent = site.run("--workers", module, "--stop-timeout", "300ms");
    await agent.waitForLine("stubborn started");
    agent.kill("SIGTERM");
    const { code, stderr } = await agent.ended;
    expect(stderr).toMatch(
      /^error ERR_STOP_OVERDUE: the agent did not stop within 300 ms: stubborn still runs/,
    );
    expect(code).toBe(1);
  },
);

// What a shell's `<(…)` is, too.
test.skipIf(spawnSync("mkfifo", ["--version"]).status !== 0)(
  "SIGTERM ends init while it waits for the CA's file, and while it waits for the password",
  inNoHurry,
  async () => {
    await using folder = await temporaryFolder();
    const pipe = path.join(folder.path, "ca.pem");
    spawnSync("mkfifo", [pipe]);
    const words = ["init", "--data-dir", folder.path, "--agent", "machine-0", "--ca-cert", pipe];
    const controller = ["--controller", "10.0.0.1:17070", "--model", model];
    for (const comes of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await using init = new ProgramProcess({
        program,
        args: [...words, ...controller],
        waitsForStdin: true,
      });
      // It opens once somebody reads: the program is there by then, and listens.
      // oxlint-disable-next-line no-await-in-loop
      const file = await fs.open(pipe, "w");
      // oxlint-disable-next-line no-await-in-loop
      if (comes) await file.writeFile("a certificate").then(() => file.close());
      init.kill("SIGTERM");
      // oxlint-disable-next-line no-await-in-loop
      expect(await init.ended).toMatchObject({ code: 0, stderr: "" });
      // oxlint-disable-next-line no-await-in-loop
      if (!comes) await file.close();
    }
  },
);

test(
  "SIGTERM ends the agent while a module of workers never finishes loading, and says so",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    const module = path.join(site.dataDir, "endless.mjs");
    await fs.writeFile(module, "setInterval(() => undefined, 1000); await new Promise(() => {});");
    const flags = ["--stop-timeout", "300ms", "--log-level", "debug"];
    await using agent = site.run("--workers", module, ...flags);
    await agent.waitForLine("reports are served");
    agent.kill("SIGTERM");
    const { code, stderr } = await agent.ended;
    expect(stderr).toMatch(/ERR_STOP_OVERDUE: .* loading plugins and workers still runs/);
    expect(code).toBe(1);
  },
);

test(
  "SIGHUP reads agent.conf again, and changes nothing else; SIGINT stops as SIGTERM does",
  inNoHurry,
  async () => {
    await using site = await Site.start();
    await using agent = site.run();
    await agent.waitForLine("api-address-updater started");
    const before = agent.lines.length;
    agent.kill("SIGHUP");
    await agent.waitForLine("reading agent.conf again", before);
    agent.kill("SIGINT");
    expect(await agent.ended).toMatchObject({ code: 0, stderr: "" });
    const since = agent.lines.slice(before).map(({ msg }) => msg);
    expect(since.filter((msg) => msg.includes("starts again"))).toEqual([]);
  },
);

test("an agent that cannot reach its controller still stops at once", inNoHurry, async () => {
  await using site = await Site.start();
  await site.stopController();
  await using agent = site.run();
  await agent.waitForLine("api-caller failed");
  agent.kill("SIGTERM");
  expect(await agent.ended).toMatchObject({ code: 0, stderr: "" });
});
