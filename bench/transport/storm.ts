import { open } from "@holdfast/api-open";
import { apiInfo } from "./connects.js";
import type { Job, StormReport } from "./jobs.js";
import { quantile } from "./quantile.js";

/** Every agent at once, as after a controller's restart. */
export async function measureStorm(job: Job & { kind: "storm" }): Promise<StormReport> {
  const start = performance.now();
  const times: number[] = [];
  const failures = new Map<string, number>();
  const login = async (agent: (typeof job.agents)[number]): Promise<void> => {
    try {
      await open(apiInfo(job.place, agent), { dialTimeout: 120_000, timeout: 120_000 });
      times.push(performance.now() - start);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      failures.set(code, (failures.get(code) ?? 0) + 1);
    }
  };
  await Promise.all(job.agents.map(login));
  return {
    total: performance.now() - start,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    failures: Object.fromEntries(failures),
  };
}
