// A controller and a machine's agent on one disk, for one test.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { AgentProcess } from "@holdfast/agent-runtime/testing";
import { type RunningController, startController } from "@holdfast/controller";

import { initMachineAgent } from "../../src/index.js";

const program = new URL("../../src/main.ts", import.meta.url).href;

/** Runs `machine-agent` with these words. */
export function machineAgent(args: readonly string[], stdin?: string): AgentProcess {
  return new AgentProcess({ program, args, ...(stdin === undefined ? {} : { stdin }) });
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-"));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => fs.rm(folder, { recursive: true, force: true }),
  };
}

/** A running controller with one machine, whose agent has its first agent.conf and never ran. */
export class Site implements AsyncDisposable {
  readonly dataDir: string;
  readonly conf: string;
  readonly #stack: AsyncDisposableStack;
  #controller: RunningController;
  readonly #controllerDir: string;

  private constructor(
    stack: AsyncDisposableStack,
    controller: RunningController,
    controllerDir: string,
    dataDir: string,
    conf: string,
    readonly password: string,
  ) {
    this.#stack = stack;
    this.#controller = controller;
    this.#controllerDir = controllerDir;
    this.dataDir = dataDir;
    this.conf = conf;
  }

  static async start(): Promise<Site> {
    const stack = new AsyncDisposableStack();
    try {
      const folder = stack.use(await temporaryFolder());
      const controllerDir = path.join(folder.path, "controller");
      const dataDir = path.join(folder.path, "agent");
      const controller = await startController({ dataDir: controllerDir });
      const machine = controller.addMachine({ controller: true });
      const conf = await initMachineAgent({
        dataDir,
        agent: "machine-0",
        controller: [controller.address],
        controllerUuid: controller.controllerUuid,
        caCert: controller.caCert,
        model: controller.controllerModelUuid,
        nonce: machine.nonce,
        password: machine.password,
      });
      return new Site(stack, controller, controllerDir, dataDir, conf, machine.password);
    } catch (error) {
      await stack.disposeAsync();
      throw error;
    }
  }

  get controller(): RunningController {
    return this.#controller;
  }

  /** Runs the agent. */
  run(...more: readonly string[]): AgentProcess {
    return machineAgent(["run", ...this.choice, ...more]);
  }

  /** The words that say which agent. */
  get choice(): readonly string[] {
    return ["--data-dir", this.dataDir, "--agent", "machine-0"];
  }

  async stopController(): Promise<void> {
    await this.#controller[Symbol.asyncDispose]();
  }

  /** Starts the controller again, where it was. */
  async startController(): Promise<void> {
    const { address } = this.#controller;
    this.#controller = await startController({ dataDir: this.#controllerDir, listen: address });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopController();
    await this.#stack.disposeAsync();
  }
}
