// A controller and several machines' agents, all of which one process is to run.
import fs from "node:fs/promises";
import path from "node:path";

import { agentPaths, openAgent } from "@holdfast/agent-config";
import { introspectionSocket } from "@holdfast/agent-runtime";
import { type RunningController, startController } from "@holdfast/controller";
import { fetchReport } from "@holdfast/introspection";
import { RunningAgent } from "@holdfast/program-testkit";

import { initMachineAgent, type MachineAgentsOptions, runMachineAgents } from "../../src/index.js";
import { temporaryFolder } from "./site.js";

export type CrowdTag = `machine-${number}`;

/** Agents that are admitted and never ran; the controller of their own is gone with the test. */
export class Crowd implements AsyncDisposable {
  readonly dataDir: string;
  readonly tags: readonly CrowdTag[];
  readonly controller: RunningController;
  readonly #folder: AsyncDisposable;

  private constructor(
    dataDir: string,
    tags: readonly CrowdTag[],
    controller: RunningController,
    folder: AsyncDisposable,
  ) {
    this.dataDir = dataDir;
    this.tags = tags;
    this.controller = controller;
    this.#folder = folder;
  }

  static async start(size: number): Promise<Crowd> {
    const folder = await temporaryFolder();
    const controller = await startController({ dataDir: path.join(folder.path, "controller") });
    const tags = Array.from({ length: size }, (_, index): CrowdTag => `machine-${index}`);
    const dataDir = path.join(folder.path, "agents");
    const crowd = new Crowd(dataDir, tags, controller, folder);
    for (const [index] of tags.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await crowd.admit(index);
    }
    return crowd;
  }

  /** Admits one more machine, and writes its agent's first file. */
  async admit(index: number): Promise<void> {
    const { controller, dataDir } = this;
    const { model, nonce, password } = await controller.addMachine({ id: String(index) });
    await initMachineAgent({
      dataDir,
      agent: `machine-${index}`,
      controller: [controller.address],
      controllerUuid: controller.controllerUuid,
      caCert: controller.caCert,
      model,
      nonce,
      password,
    });
  }

  conf(tag: CrowdTag): string {
    return agentPaths(this.dataDir, tag).conf;
  }

  /** Runs all of them in this process. */
  run(more: Partial<MachineAgentsOptions> = {}): RunningAgent {
    const { dataDir, tags: agents } = this;
    return new RunningAgent((logger, signal) =>
      runMachineAgents({ dataDir, agents, logger, ...more }, signal),
    );
  }

  /** Gives one agent a module of workers, in its file. */
  async work(tag: CrowdTag, source: string): Promise<void> {
    const module = path.join(this.dataDir, `${tag}.workers.mjs`);
    await fs.writeFile(module, source);
    await using agent = await openAgent({ dataDir: this.dataDir, tag });
    await agent.changeConfig((change) => change.setValue("workers", module));
  }

  /** What one agent's own socket says of its connection. */
  async connection(tag: CrowdTag): Promise<unknown> {
    const socket = introspectionSocket(this.dataDir, tag, "machine-agent");
    const report: { readonly connections: Readonly<Record<string, unknown>> } = JSON.parse(
      await fetchReport(socket, "/report"),
    );
    return report.connections["agent"];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.controller[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Waits until one agent's worker has started, from the `from`th line on. */
export function started(
  run: RunningAgent,
  agent: CrowdTag,
  worker: string,
  from = 0,
): Promise<unknown> {
  const msg = `${worker} started`;
  return run.log.waitFor((line) => line["agent"] === agent && line.msg === msg, from);
}

/** Waits for a line of one agent. */
export function said(run: RunningAgent, agent: CrowdTag, what: RegExp, from = 0): Promise<unknown> {
  return run.log.waitFor((line) => line["agent"] === agent && what.test(line.msg), from);
}
