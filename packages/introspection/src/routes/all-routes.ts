import type { Clock } from "@holdfast/ports";

import type { Prometheus } from "../prometheus/prometheus.js";
import type { ShownEngines } from "../shown-engines.js";
import type { Sources } from "../sources.js";
import { viewOf } from "../view/view.js";
import { engineRoutes } from "./engine-routes.js";
import { eventRoute } from "./event-route.js";
import { healthRoutes } from "./health-routes.js";
import { liveRoute } from "./live-route.js";
import { metricsRoute } from "./metrics-route.js";
import { pageRoute } from "./page-route.js";
import type { Route } from "./route.js";
import { viewRoute } from "./view-route.js";

/** Every page, of all that a process runs or of one of its agents; the metrics are the process's. */
export function allRoutes(parts: {
  readonly watch: ShownEngines;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly prometheus: Prometheus;
}): readonly Route[] {
  const { watch, sources, clock, prometheus } = parts;
  const view = viewOf(watch, sources, clock);
  return [
    pageRoute(),
    ...engineRoutes(watch, sources),
    ...metricsRoutes(prometheus, sources),
    eventRoute(watch.log, clock),
    viewRoute(view),
    liveRoute({ watch, sources, view, clock }),
  ];
}

/** What is for those who scrape. */
export function metricsRoutes(prometheus: Prometheus, sources: Sources): readonly Route[] {
  return [metricsRoute(prometheus), ...healthRoutes(sources)];
}
