// The processes that are measured: a controller, a bare client, and agents. Each says when it is there, and
// then what it costs whenever it is asked.
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** Where the agents' files are, and where their controller is. */
export interface AgentsPlace {
  readonly dataDir: string;
  readonly address: string;
  readonly caCert: string;
}

/** Bytes of memory with nothing left to collect, and the share of a core, in percent, over ten seconds. */
export interface Cost {
  readonly rss: number;
  readonly heap: number;
  readonly cpu: number;
}

/** ms until an agent that has connected has nothing to do any more: its log's stream is closed by then. */
const SETTLED = 25_000;
const WATCHED = 10_000;

const [role, ...words] = process.argv.slice(2);
const held: unknown[] = [];
switch (role) {
  case "controller":
    process.send?.(await control(Number(words[0])));
    break;
  case "bare":
    held.push(await connectBare(JSON.parse(words[0] ?? "")));
    process.send?.("there");
    break;
  default:
    await runAgents(JSON.parse(words[0] ?? ""), Number(words[1]));
    process.send?.("there");
}
process.on("message", () => void cost().then((found) => process.send?.(found)));

async function cost(): Promise<Cost> {
  const began = process.cpuUsage();
  await sleep(WATCHED);
  const { user, system } = process.cpuUsage(began);
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed, cpu: ((user + system) / 1e3 / WATCHED) * 100 };
}

async function control(agents: number): Promise<AgentsPlace> {
  const { startController } = await import("@holdfast/controller");
  const { initMachineAgent } = await import("@holdfast/machine-agent");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-bench-"));
  process.once("disconnect", () => {
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  const rateLimit = { max: 0, interval: 1 };
  const dataDir = path.join(folder, "agents");
  const controller = await startController({ dataDir: path.join(folder, "controller"), rateLimit });
  const { address, caCert } = controller;
  for (let id = 0; id < agents; id++) {
    const { password, nonce, model } = await controller.addMachine({ id: String(id) });
    const known = { controller: [address], caCert, model, nonce, password };
    await initMachineAgent({ dataDir, agent: `machine-${id}`, ...known });
  }
  return { dataDir, address, caCert };
}

async function connectBare({ address, caCert }: AgentsPlace): Promise<unknown> {
  const { default: WebSocket } = await import("ws");
  const trust = { ca: caCert, servername: "juju-apiserver" };
  const socket = new WebSocket(`wss://${address}/api`, trust);
  await once(socket, "open");
  return socket;
}

async function runAgents({ dataDir }: AgentsPlace, size: number): Promise<void> {
  const { runMachineAgents } = await import("@holdfast/machine-agent");
  const all = Promise.withResolvers<void>();
  let there = 0;
  const silent = (): void => undefined;
  const info = (line: string): void => {
    if (line === "api-address-updater started" && ++there === size) all.resolve();
  };
  const logger = { debug: silent, info, warn: silent, error: silent };
  const agents = Array.from({ length: size }, (_, id) => `machine-${id}` as const);
  const run = runMachineAgents({ dataDir, agents, logger }, new AbortController().signal);
  await Promise.race([all.promise, run]);
  await sleep(SETTLED);
}
