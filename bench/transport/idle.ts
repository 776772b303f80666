import process from "node:process";
import { open } from "@holdfast/api-open";
import { apiInfo } from "./connects.js";
import type { IdleReport, Job } from "./jobs.js";

/** What this process has in memory, in KiB, with nothing left to collect. */
export function residentKib(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
}

/** Connects all agents and leaves them be; a first few, for what is paid once, are not counted. */
export async function measureIdle(job: Job & { kind: "idle" }): Promise<IdleReport> {
  const [first, ...others] = job.agents;
  if (first === undefined) throw new Error("there are no agents");
  for (let i = 0; i < 20; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await (await open(apiInfo(job.place, first), {})).close();
  }
  const before = residentKib();
  for (let i = 0; i < others.length; i += 50) {
    const some = others.slice(i, i + 50);
    // oxlint-disable-next-line no-await-in-loop -- some at a time is the point
    await Promise.all(some.map((agent) => open(apiInfo(job.place, agent), {})));
  }
  return { kib: (residentKib() - before) / others.length };
}
