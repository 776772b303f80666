import process from "node:process";
import { openClient } from "./clients.js";
import type { CallSlice, Job } from "./jobs.js";
import { quantile } from "./quantile.js";

/** Keeps so many calls in flight, slice after slice; the first, in which the code gets warm, is left out. */
export async function measureCalls(job: Job & { kind: "calls" }): Promise<CallSlice[]> {
  const call = await openClient(job.client, job.place);
  const slices: CallSlice[] = [];
  for (let i = 0; i <= job.slices; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    const slice = await measureSlice(call, job.inFlight, job.slice);
    if (i > 0) slices.push(slice);
  }
  return slices;
}

async function measureSlice(
  call: () => Promise<unknown>,
  inFlight: number,
  ms: number,
): Promise<CallSlice> {
  let calls = 0;
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const one = async (): Promise<number> => {
    // The clock is looked at once in a while where many calls share the time.
    const burst = inFlight === 1 ? 1 : 16;
    for (let i = 0; i < burst; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await call();
    }
    calls += burst;
    return performance.now();
  };
  const keepOne = async (): Promise<void> => {
    for (let then = start; then < start + ms;) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const now = await one();
      if (inFlight === 1) latencies.push(now - then);
      then = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, keepOne));
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpu: (user + system) / calls,
    rate: (calls / wall) * 1000,
    latency: quantile(latencies, 0.5) * 1000,
  };
}
