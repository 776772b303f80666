// A controller, proxies where it was before, and agents, a few to a process: what the faults of a soak are done to.
// Several controllers on one store would be several of `SoakController` here, each behind its proxy.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import fs from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { once } from "node:events";

import { initAgent } from "@holdfast/agent-config";
import { introspectionSocket } from "@holdfast/agent-runtime";
import { startController } from "@holdfast/controller";
import { FaultProxy } from "@holdfast/fault-proxy";
import { fetchReport } from "@holdfast/introspection";
import { codeOf } from "@holdfast/ports";

import { SoakProcess } from "./program-process.js";

const mainOf = (app: string): string =>
  fileURLToPath(new URL("dist/main.js", import.meta.resolve(`@holdfast/${app}/package.json`)));
const CONTROLLER = mainOf("controller");
const AGENT = mainOf("machine-agent");

/** How many agents a process has. */
const TO_A_PROCESS = 5;

/** The tag of the agent of that number. */
export type SoakTag = `machine-${number}`;

/** What a fleet is made of. */
export interface SoakFleetOptions {
  readonly agents: number;
  /** A module that is the agents' connect strategy; their own where none is named. */
  readonly strategy?: string | undefined;
}

/** Everything that runs in a soak; ended, with its folder, when it is disposed of. */
export class SoakFleet implements AsyncDisposable {
  readonly tags: readonly SoakTag[];
  readonly #folder: string;
  readonly #strategy: readonly string[];
  readonly #hosts: SoakProcess[] = [];
  #controller: SoakProcess | undefined;
  #port: number;
  #proxies: readonly FaultProxy[] = [];
  /** Where agents may still know the controller to be: what is said there is relayed to where it is. */
  readonly #known: number[] = [];

  private constructor(
    folder: string,
    tags: readonly SoakTag[],
    ports: readonly [number, number],
    strategy?: string,
  ) {
    this.#folder = folder;
    this.tags = tags;
    this.#port = ports[0];
    this.#known.push(ports[1]);
    this.#strategy = strategy === undefined ? [] : ["--connect", strategy];
  }

  /** Makes and starts it. */
  static async start({ agents, strategy }: SoakFleetOptions): Promise<SoakFleet> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-soak-"));
    const tags = Array.from({ length: agents }, (_, index): SoakTag => `machine-${index}`);
    const fleet = new SoakFleet(folder, tags, [await freePort(), await freePort()], strategy);
    try {
      await fleet.#admitAll();
      await fleet.startController();
      await fleet.relay(0);
      for (let host = 0; host * TO_A_PROCESS < agents; host++) fleet.startHost(host);
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
    return fleet;
  }

  get dataDir(): string {
    return path.join(this.#folder, "agents");
  }

  /** Where the controller listens now. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async #admitAll(): Promise<void> {
    await using controller = await startController({ dataDir: this.#controllerDir });
    for (const [id, tag] of this.tags.entries()) {
      const { password, nonce, model } = await controller.addMachine({ id: String(id) });
      await initAgent({
        dataDir: this.dataDir,
        tag,
        password,
        nonce,
        model: `model-${model}`,
        caCert: controller.caCert,
        apiAddresses: this.#known.map((port) => `127.0.0.1:${port}`),
      });
    }
  }

  get #controllerDir(): string {
    return path.join(this.#folder, "controller");
  }

  /** Starts the controller, where it was or at another address; fulfilled once it listens. */
  async startController(where: "there" | "elsewhere" = "there"): Promise<void> {
    if (where === "elsewhere") {
      this.#known.push(this.#port);
      this.#port = await freePort();
    }
    const place = ["--data-dir", this.#controllerDir, "--listen", this.address];
    const limit = ["--agent-ratelimit-max", "0"];
    this.#controller = new SoakProcess(CONTROLLER, ["run", ...place, ...limit]);
    await this.#controller.says("ready at");
  }

  async endController(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.#controller?.end(signal);
    this.#controller = undefined;
  }

  /** Lets the controller neither hear nor say anything, or lets it go on. */
  freeze(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#controller?.send(signal);
  }

  /** Relays to where the controller is, so many ms late; what was relayed before is cut. */
  async relay(latency: number): Promise<void> {
    await this.#close();
    const target = { host: "127.0.0.1", port: this.#port };
    const script = { kind: "relay", toTarget: { latency }, toClient: { latency } } as const;
    this.#proxies = await Promise.all(
      this.#known.map((port) => FaultProxy.listen({ target, port, script })),
    );
  }

  async #close(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    this.#proxies = [];
  }

  /** The process that has the agent of that number. */
  hostOf(agent: number): number {
    return Math.floor(agent / TO_A_PROCESS);
  }

  startHost(host: number): void {
    const own = this.tags.slice(host * TO_A_PROCESS, (host + 1) * TO_A_PROCESS);
    const which = own.flatMap((tag) => ["--agent", tag]);
    const args = ["run", "--data-dir", this.dataDir, ...which, ...this.#strategy];
    this.#hosts[host] = new SoakProcess(AGENT, args);
  }

  host(number: number): SoakProcess {
    const host = this.#hosts[number];
    if (host === undefined) throw new RangeError(`there is no process ${number} of agents`);
    return host;
  }

  get hosts(): readonly SoakProcess[] {
    return this.#hosts;
  }

  /** Those of the agents that are not connected, by what their own processes say. */
  async away(signal: AbortSignal): Promise<readonly SoakTag[]> {
    const asked = this.tags.map(async (tag) => {
      const socket = introspectionSocket(this.dataDir, tag, "machine-agent");
      return fetchReport(socket, "/readyz", { signal }).then(
        () => [],
        () => [tag],
      );
    });
    const found = await Promise.all(asked);
    signal.throwIfAborted();
    return found.flat();
  }

  /** The controller's command, with a password on its standard input. */
  async setPassword(tag: SoakTag, password: string): Promise<void> {
    const args = ["set-password", tag, "--data-dir", this.#controllerDir, "--password-stdin"];
    const child = spawn(process.execPath, [CONTROLLER, ...args], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    child.stdin.end(password);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`the password of ${tag} could not be set: ${said}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.end("SIGKILL")));
    await this.endController("SIGKILL");
    await this.#close();
    await fs.rm(this.#folder, { recursive: true, force: true });
  }
}

/** Below those that the system takes for outgoing connections, so that it is free again after a restart. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000);
    const server = net.createServer().listen(port, "127.0.0.1");
    try {
      // oxlint-disable-next-line no-await-in-loop -- until one is free
      await once(server, "listening");
      return port;
    } catch (error) {
      if (codeOf(error) !== "EADDRINUSE") throw error;
    } finally {
      server.close();
    }
  }
}
