// The process itself. prom-client's own default metrics would do, but they start timers and
// observers that nothing can stop; these are read when asked for, and end with the server.
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";

import { Counter, Gauge, type Registry } from "prom-client";

const quantiles = [50, 90, 99, 100];
/** ms between two looks. Node counts them into what it measures, so they are taken off again. */
const resolution = 10;

/** Adds the process's metrics. Stops measuring when disposed of. */
export function processMetrics(registry: Registry): Disposable {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const delayGauge: Gauge<"quantile"> = new Gauge({
    name: "holdfast_event_loop_delay_seconds",
    help: "How late the event loop was since the last scrape, by quantile.",
    labelNames: ["quantile"],
    registers,
    collect: () => {
      for (const quantile of quantiles) {
        const late = delay.count === 0 ? 0 : delay.percentile(quantile) / 1e6 - resolution;
        delayGauge.set({ quantile: String(quantile / 100) }, Math.max(0, late) / 1000);
      }
      delay.reset();
    },
  });
  const memory: Gauge = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory.",
    registers,
    collect: () => memory.set(process.memoryUsage.rss()),
  });
  const heap: Gauge = new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Used heap.",
    registers,
    collect: () => heap.set(process.memoryUsage().heapUsed),
  });
  let counted = 0;
  const cpu: Counter = new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time of this process, in user and system.",
    registers,
    collect: () => {
      const { user, system } = process.cpuUsage();
      cpu.inc((user + system) / 1e6 - counted);
      counted = (user + system) / 1e6;
    },
  });
  const start = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started, in seconds since the epoch.",
    registers,
  });
  start.set(Date.now() / 1000 - process.uptime());
  return { [Symbol.dispose]: () => void delay.disable() };
}
