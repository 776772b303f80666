// The process itself. prom-client's own default metrics would do, but they start timers and
// observers that nothing can stop; these are read when asked for, and end with the server.
import fs from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";

import { Counter, Gauge, type Registry } from "prom-client";

import { openDescriptors } from "../metrics/open-descriptors.js";

const percentiles = [50, 90, 99, 100];
/** ms between two looks. Node counts them into what it measures, so they are taken off again. */
const resolution = 10;

function mostDescriptors(): number | undefined {
  try {
    const [, soft] =
      /^Max open files +(\d+)/m.exec(fs.readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** Adds the process's metrics. Stops measuring when disposed of. */
export function processMetrics(registry: Registry): Disposable {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const delayGauge: Gauge<"percentile"> = new Gauge({
    name: "holdfast_event_loop_delay_seconds",
    help: "How late the event loop was since the last scrape, by percentile.",
    labelNames: ["percentile"],
    registers,
    collect: () => {
      for (const percentile of percentiles) {
        const late = delay.count === 0 ? 0 : delay.percentile(percentile) / 1e6 - resolution;
        delayGauge.set({ percentile: String(percentile) }, Math.max(0, late) / 1000);
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
  const descriptors: Gauge = new Gauge({
    name: "process_open_fds",
    help: "Open file descriptors.",
    registers,
    collect: () => descriptors.set(openDescriptors() ?? Number.NaN),
  });
  const most = mostDescriptors();
  if (most !== undefined) {
    const help = "How many file descriptors the process may have.";
    new Gauge({ name: "process_max_fds", help, registers }).set(most);
  }
  const start = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process started, in seconds since the epoch.",
    registers,
  });
  start.set(Date.now() / 1000 - process.uptime());
  return { [Symbol.dispose]: () => void delay.disable() };
}
