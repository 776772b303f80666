// A controller, and the agent.conf of a controller machine that a machine's agent would keep.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { agentPaths, generatePassword, initAgent, openAgent } from "@holdfast/agent-config";
import { ProgramProcess, RunningAgent } from "@holdfast/program-testkit";
import {
  type JujuReleaseName,
  type RunningController,
  startController,
} from "@holdfast/controller";
import { controllerTag, modelTag } from "@holdfast/names";

import { type ModelChoice, runModelAgent } from "../../src/index.js";

const program = new URL("../../src/main.ts", import.meta.url).href;

export interface SiteOptions {
  readonly asJuju?: JujuReleaseName | undefined;
  /** Whether the machine is one of the controller's own, which it is by default. */
  readonly controllerMachine?: boolean;
}

/** A running controller with one machine, whose agent has not logged in yet. */
export class Site implements AsyncDisposable {
  readonly #folder: string;
  #controller: RunningController;

  /** The UUID of the machine's model. */
  readonly model: string;

  private constructor(folder: string, controller: RunningController, model: string) {
    this.#folder = folder;
    this.#controller = controller;
    this.model = model;
  }

  static async start({ asJuju, controllerMachine = true }: SiteOptions = {}): Promise<Site> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-"));
    const controller = await startController({
      dataDir: path.join(folder, "controller"),
      asJuju,
    });
    const model = controllerMachine
      ? controller.controllerModelUuid
      : (await controller.addModel({ name: "ordinary" })).uuid;
    const machine = await controller.addMachine({ id: "0", model, controller: controllerMachine });
    const site = new Site(folder, controller, model);
    await initAgent({
      dataDir: site.dataDir,
      tag: "machine-0",
      controller: controllerTag(controller.controllerUuid),
      model: modelTag(model),
      caCert: controller.caCert,
      apiAddresses: [controller.address],
      nonce: machine.nonce,
      password: machine.password,
    });
    return site;
  }

  get controller(): RunningController {
    return this.#controller;
  }
  get dataDir(): string {
    return path.join(this.#folder, "agent");
  }
  get conf(): string {
    return agentPaths(this.dataDir, "machine-0").conf;
  }
  /** The words that say which agent. */
  get choice(): readonly string[] {
    return ["--data-dir", this.dataDir, "--agent", "machine-0"];
  }

  /** What the machine's agent does at its first connection: a password of its own, in both places. */
  async replacePassword(): Promise<void> {
    const password = generatePassword();
    await using agent = await openAgent({ dataDir: this.dataDir, tag: "machine-0" });
    await agent.changeConfig((setter) => setter.setPassword(password));
    await this.#controller.setAgentPassword({ tag: "machine-0", model: this.model, password });
  }

  /** Runs the agent in this process. */
  run(models: ModelChoice, workers: readonly string[] = []): RunningAgent {
    const { dataDir } = this;
    return new RunningAgent((logger, signal) =>
      runModelAgent({ dataDir, agent: "machine-0", models, workers, logger }, signal),
    );
  }

  /** Runs it as a process. */
  spawn(...args: readonly string[]): ProgramProcess {
    return new ProgramProcess({ program, args: ["run", ...this.choice, ...args] });
  }

  async restartController(): Promise<void> {
    const { address } = this.#controller;
    await this.#controller[Symbol.asyncDispose]();
    const dataDir = path.join(this.#folder, "controller");
    this.#controller = await startController({ dataDir, listen: address });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#controller[Symbol.asyncDispose]();
    await fs.rm(this.#folder, { recursive: true, force: true });
  }
}
