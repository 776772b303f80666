import { DisposalStack } from "@holdfast/ports";
// An agent with a real agent.conf in a folder of its own, which goes when it goes.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { agentPaths, type FileAgent, initAgent, openAgent } from "@holdfast/agent-config";

import type { AgentRecord } from "./memory-agent.js";

export class AgentFiles implements AsyncDisposable {
  readonly #dataDir: string;
  readonly #record: AgentRecord;
  readonly #open = new DisposalStack();

  private constructor(dataDir: string, record: AgentRecord) {
    this.#dataDir = dataDir;
    this.#record = record;
  }

  /** Writes the first agent.conf of an agent that knows only its old password. */
  static async create(record: AgentRecord): Promise<AgentFiles> {
    const dataDir = await fs.realpath(
      await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-testkit-")),
    );
    const { tag, nonce, caCert, model, controller, apiAddresses, oldPassword } = record;
    if (model === undefined) throw new TypeError("an agent.conf needs a model");
    const known = { dataDir, tag, nonce, caCert, model, apiAddresses, password: oldPassword };
    await initAgent(controller === undefined ? known : { ...known, controller });
    return new AgentFiles(dataDir, record);
  }

  /** Opens it, as an agent's process does when it starts. */
  async open(): Promise<FileAgent> {
    return this.#open.use(await openAgent({ dataDir: this.#dataDir, tag: this.#record.tag }));
  }

  /** Where all of its files are. */
  get folder(): string {
    return this.#dataDir;
  }

  /** The path of agent.conf. */
  get path(): string {
    return agentPaths(this.#dataDir, this.#record.tag).conf;
  }

  /** Every file below the agent's folder, with its mode's permission bits. */
  async list(): Promise<{ readonly path: string; readonly mode: number; readonly text: string }[]> {
    const entries = await fs.readdir(this.#dataDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return Promise.all(
      files.map(async (entry) => {
        const at = path.join(entry.parentPath, entry.name);
        const { mode } = await fs.stat(at);
        return { path: at, mode: mode & 0o777, text: await fs.readFile(at, "utf8") };
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#open[Symbol.asyncDispose]();
    await fs.rm(this.#dataDir, { recursive: true });
  }
}
