import { open } from "@holdfast/api-open";
import { apiInfo } from "./connects.js";
import type { Job, StormReport } from "./jobs.js";
import { quantile } from "./quantile.js";

/** ms after which an agent gives up. */
const patience = 120_000;

/** Every agent at once, as after a controller's restart; one that is turned away tries again. */
export async function measureStorm(job: Job & { kind: "storm" }): Promise<StormReport> {
  const start = performance.now();
  const times: number[] = [];
  const retries = new Map<string, number>();
  const login = async (agent: (typeof job.agents)[number]): Promise<void> => {
    while (performance.now() < start + patience) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one attempt after the other is the point
        await open(apiInfo(job.place, agent), { dialTimeout: patience, timeout: patience });
        times.push(performance.now() - start);
        return;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
        retries.set(code, (retries.get(code) ?? 0) + 1);
      }
    }
  };
  await Promise.all(job.agents.map(login));
  return {
    total: performance.now() - start,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    retries: Object.fromEntries(retries),
    missing: job.agents.length - times.length,
  };
}
