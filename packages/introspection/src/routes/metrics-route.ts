import type { Prometheus } from "../prometheus/prometheus.js";
import type { Route } from "./route.js";

/** `/metrics`: Prometheus' text format. */
export function metricsRoute(prometheus: Prometheus): Route {
  return {
    path: "/metrics",
    what: "counters and times, for Prometheus",
    answer: async () => ({
      kind: "text",
      status: 200,
      type: prometheus.contentType,
      body: await prometheus.text(),
    }),
  };
}
