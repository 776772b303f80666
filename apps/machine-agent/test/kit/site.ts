// A controller and a machine's agent on one disk, for one test.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { agentPaths } from "@holdfast/agent-config";
import { ProgramProcess, RunningAgent } from "@holdfast/program-testkit";
import { type Connection, facadeClient, open } from "@holdfast/api-open";
import { Client, type FullStatus, ModelConfig } from "@holdfast/facades";
import { modelTag } from "@holdfast/names";
import {
  type LogRecord,
  readLogs,
  type RunningController,
  startController,
  type StartOptions,
} from "@holdfast/controller";

import { initMachineAgent, type MachineAgentOptions, runMachineAgent } from "../../src/index.js";

const program = new URL("../../src/main.ts", import.meta.url).href;

/** Runs `machine-agent` with these words. */
export function machineAgent(
  args: readonly string[],
  stdin?: string,
  env?: Readonly<Record<string, string>>,
): ProgramProcess {
  return new ProgramProcess({
    program,
    args,
    ...(stdin === undefined ? {} : { stdin }),
    ...(env === undefined ? {} : { env }),
  });
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
  /** What the agent was given to log in with at first. */
  readonly password: string;
  readonly #controllerDir: string;
  readonly #folder: AsyncDisposable;
  #controller: RunningController;

  private constructor(
    folder: Awaited<ReturnType<typeof temporaryFolder>>,
    controller: RunningController,
    password: string,
  ) {
    this.#folder = folder;
    this.#controller = controller;
    this.#controllerDir = controllerDir(folder.path);
    this.dataDir = agentDir(folder.path);
    this.conf = agentPaths(this.dataDir, "machine-0").conf;
    this.password = password;
  }

  static async start(): Promise<Site> {
    const folder = await temporaryFolder();
    const controller = await startController({ dataDir: controllerDir(folder.path) });
    const machine = await controller.addMachine({ controller: true });
    const site = new Site(folder, controller, machine.password);
    await initMachineAgent({
      dataDir: site.dataDir,
      agent: "machine-0",
      controller: [controller.address],
      controllerUuid: controller.controllerUuid,
      caCert: controller.caCert,
      model: controller.controllerModelUuid,
      nonce: machine.nonce,
      password: machine.password,
    });
    return site;
  }

  get controller(): RunningController {
    return this.#controller;
  }

  /** Runs the agent in this process. */
  start(more: Partial<MachineAgentOptions> = {}): RunningAgent {
    const { dataDir } = this;
    return new RunningAgent((logger, signal) =>
      runMachineAgent({ dataDir, agent: "machine-0", logger, ...more }, signal),
    );
  }

  /** Runs the agent as a process of its own. */
  run(...more: readonly string[]): ProgramProcess {
    return machineAgent(["run", ...this.choice, ...more]);
  }

  /** The words that say which agent. */
  get choice(): readonly string[] {
    return ["--data-dir", this.dataDir, "--agent", "machine-0"];
  }

  /** What the controller has of the agent's log. */
  logs(): readonly LogRecord[] {
    return readLogs({ dataDir: this.#controllerDir, limit: 1000 });
  }

  async stopController(): Promise<void> {
    await this.#controller[Symbol.asyncDispose]();
  }

  /** Starts the controller again, where it was. */
  async startController(more: Partial<StartOptions> = {}): Promise<void> {
    const { address } = this.#controller;
    const place = { dataDir: this.#controllerDir, listen: address };
    this.#controller = await startController({ ...place, ...more });
  }

  /** What a user of the controller sees in the machine's model. */
  async status(): Promise<FullStatus> {
    await using connection = await this.#asUser();
    return await facadeClient(connection, Client).FullStatus({ patterns: [] });
  }

  /** Sets the configuration of the machine's model, as a user does. */
  async configure(config: Record<string, unknown>): Promise<void> {
    await using connection = await this.#asUser();
    await facadeClient(connection, ModelConfig).ModelSet({ config });
  }

  async #asUser(): Promise<Connection> {
    const { address, caCert, controllerModelUuid } = this.#controller;
    const { password } = await this.#controller.setUserPassword({ name: "admin" });
    const who = { tag: "user-admin", password, modelTag: modelTag(controllerModelUuid) } as const;
    return open({ addrs: [address], caCert, ...who }, {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopController();
    await this.#folder[Symbol.asyncDispose]();
  }
}

function controllerDir(folder: string): string {
  return path.join(folder, "controller");
}

function agentDir(folder: string): string {
  return path.join(folder, "agent");
}
