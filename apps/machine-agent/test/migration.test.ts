import fs from "node:fs/promises";
import path from "node:path";

import { agentPaths, openAgent } from "@holdfast/agent-config";
import { RecordingLogger, RunningAgent } from "@holdfast/program-testkit";
import { type Phase, type RunningController, startController } from "@holdfast/controller";
import { type Clock, systemClock } from "@holdfast/ports";
import { expect, test } from "vitest";

import { initMachineAgent, runMachineAgent } from "../src/index.js";
import { temporaryFolder } from "./kit/site.js";

const model = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
const agent = "machine-0";

/** Two controllers, and a model with one machine that lives at the first. */
async function twoControllers(folder: string, log: RecordingLogger) {
  const source = await startController({ dataDir: path.join(folder, "source"), logger: log });
  const target = await startController({ dataDir: path.join(folder, "target") });
  await source.addModel({ name: "moving", uuid: model });
  const machine = await source.addMachine({ model });
  const dataDir = path.join(folder, "agent");
  await initMachineAgent({
    dataDir,
    agent,
    controller: [source.address],
    controllerUuid: source.controllerUuid,
    caCert: source.caCert,
    model,
    nonce: machine.nonce,
    password: machine.password,
  });
  return {
    source,
    target,
    nonce: machine.nonce,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      await source[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
    },
  };
}

/** Time that passes fifty times as fast: attempts that are seconds apart need not be waited for. */
const hasty: Clock = {
  ...systemClock,
  setTimeout: (callback, ms) => systemClock.setTimeout(callback, ms / 50),
};

/** What the controllers do between themselves: the model and its agents arrive at the target. */
async function importModel(target: RunningController, dataDir: string, nonce: string) {
  await using opened = await openAgent({ dataDir, tag: agent });
  const password = opened.currentConfig().apiInfo()?.password ?? "";
  await target.addModel({ name: "moving", uuid: model });
  await target.addMachine({ model, nonce, password });
}

async function moveTo(
  source: RunningController,
  target: RunningController,
  phase: Phase,
): Promise<void> {
  const { address, caCert } = target;
  await source.setMigration(model, { id: "1", phase, addresses: [address], caCert });
}

async function reported(log: RecordingLogger, phase: string, success: boolean): Promise<void> {
  await log.waitFor((line) => line["phase"] === phase && line["success"] === success);
}

test("an agent follows its model to another controller: keeps still, tries it, reports, reconnects", async () => {
  await using folder = await temporaryFolder();
  const atSource = new RecordingLogger();
  await using controllers = await twoControllers(folder.path, atSource);
  const { source, target, nonce, dataDir } = controllers;
  await using running = new RunningAgent((logger, signal) =>
    runMachineAgent({ dataDir, agent, logger }, signal),
  );
  await running.log.waitFor(({ msg }) => msg === "the machine is alive");

  let before = running.log.lines.length;
  await moveTo(source, target, "QUIESCE");
  await reported(atSource, "QUIESCE", true);
  await running.log.waitFor(
    ({ msg, manifold }) => msg === "stopping" && manifold === "machiner",
    before,
  );

  await importModel(target, dataDir, nonce);
  await moveTo(source, target, "VALIDATION");
  await reported(atSource, "VALIDATION", true);

  before = running.log.lines.length;
  await moveTo(source, target, "SUCCESS");
  await reported(atSource, "SUCCESS", true);
  const login = await running.log.waitFor(
    ({ msg, controller }) =>
      msg === "logged in with the current password" && controller === target.address,
    before,
  );
  await running.log.waitFor(
    ({ msg }) => msg === "the machine is alive",
    running.log.lines.indexOf(login),
  );
  const conf = await fs.readFile(agentPaths(dataDir, agent).conf, "utf8");
  expect(conf).toContain(target.address);
  expect(conf).not.toContain(source.address);
  expect(conf).toContain(`controller-${target.controllerUuid}`);
});

test("a target that does not admit the agent is reported, and the agent stays where it is", async () => {
  await using folder = await temporaryFolder();
  const atSource = new RecordingLogger();
  await using controllers = await twoControllers(folder.path, atSource);
  const { source, target, dataDir } = controllers;
  await using running = new RunningAgent((logger, signal) =>
    runMachineAgent({ dataDir, agent, logger, clock: hasty }, signal),
  );
  await running.log.waitFor(({ msg }) => msg === "the machine is alive");
  await moveTo(source, target, "VALIDATION");
  await reported(atSource, "VALIDATION", false);
  const before = running.log.lines.length;
  await source.setMigration(model, undefined);
  await running.log.waitFor(({ msg }) => msg === "the machine is alive", before);
  const conf = await fs.readFile(agentPaths(dataDir, agent).conf, "utf8");
  expect(conf).toContain(source.address);
});
