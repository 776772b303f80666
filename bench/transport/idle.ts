import { once } from "node:events";
import process from "node:process";
import tls from "node:tls";
import { open } from "@holdfast/api-open";
import { openClient } from "./clients.js";
import { apiInfo } from "./connects.js";
import type { Identity, Job, Place } from "./jobs.js";

/** What this process has in memory, in KiB, with nothing left to collect. */
export function residentKib(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
}

/** What is held on to, so that it stays. */
const held: unknown[] = [];
const context = tls.createSecureContext();

/** Opens one connection of that kind, uses it once where there is something to ask, and leaves it be. */
async function connect(job: Job & { kind: "idle" }, agent: Identity): Promise<unknown> {
  switch (job.way) {
    case "holdfast":
    case "jujulib":
    case "bare ws": {
      const call = await openClient(job.way, job.place);
      await call();
      return call;
    }
    case "bare TLS":
      return connectTls(job.place);
    case "open":
      return open(apiInfo(job.place, agent), {});
  }
}

async function connectTls({ port }: Place): Promise<tls.TLSSocket> {
  // Whom it speaks to does not matter to its memory.
  const anyone = { rejectUnauthorized: false, secureContext: context };
  const socket = tls.connect({ host: "127.0.0.1", port, servername: "juju-apiserver", ...anyone });
  await once(socket, "secureConnect");
  return socket;
}

/** How many KiB this process grows by for each connection; a first few are not counted. */
export async function measureIdle(job: Job & { kind: "idle" }): Promise<number> {
  const openSome = async (agents: readonly Identity[]): Promise<void> => {
    for (let i = 0; i < agents.length; i += 50) {
      const some = agents.slice(i, i + 50);
      // oxlint-disable-next-line no-await-in-loop -- some at a time is the point
      held.push(...(await Promise.all(some.map((agent) => connect(job, agent)))));
    }
  };
  await openSome(job.agents.slice(0, 50));
  const before = residentKib();
  await openSome(job.agents.slice(50));
  return (residentKib() - before) / (job.agents.length - 50);
}
