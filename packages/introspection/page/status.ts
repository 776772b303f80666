// How a manifold is doing, in the seven colours (and shapes) of the page.
import type { NodeView } from "../src/view/node-view.js";

/**
 * - `running`: its worker runs.
 * - `degraded`: its worker runs, and says that it does not run as it should.
 * - `starting`: it starts, or is about to.
 * - `stopping`: it stops, or is about to.
 * - `retrying`: it failed, and will be tried again.
 * - `given-up`: it failed too often, and will not.
 * - `resting`: nothing is planned for it, and nothing is wrong with it.
 */
export type Status =
  | "running"
  | "degraded"
  | "starting"
  | "stopping"
  | "retrying"
  | "given-up"
  | "resting";

/** Every status, in the order of the legend. */
export const statuses: readonly Status[] = [
  "running",
  "degraded",
  "starting",
  "stopping",
  "retrying",
  "given-up",
  "resting",
];

/** What a status is called in the legend. */
export function statusName(status: Status): string {
  return status.replace("-", " ");
}

/** A shape for each status, on a 16 × 16 field: colour alone says nothing to many. */
export const statusShapes: Readonly<Record<Status, string>> = {
  running: "M4 8.4 7 11.2 12.2 5",
  degraded: "M3.4 8.6q2.3-3.4 4.6 0t4.6 0",
  starting: "M8 3.2v3.2M8 9.6v3.2M3.2 8h3.2M9.6 8h3.2",
  stopping: "M8 3.6v7.6M4.6 8 8 11.6 11.4 8",
  retrying: "M8 3.6v5.2M8 11.6v.6",
  "given-up": "M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4",
  resting: "M4.4 8h7.2",
};

/** The status of a manifold: what a person wants to know of its phase, its errors and what is planned. */
export function statusOf(
  node: Pick<NodeView, "phase" | "rest" | "retryAt" | "errors" | "degraded">,
): Status {
  switch (node.phase) {
    case "started":
    case "updating":
      return node.degraded === undefined ? "running" : "degraded";
    case "outdated":
      if (node.retryAt !== undefined && node.errors.length > 0) return "retrying";
      return node.degraded === undefined ? "running" : "degraded";
    case "starting":
      return "starting";
    case "draining":
    case "aborting":
    case "stopping":
      return "stopping";
    case "waiting":
      return node.retryAt !== undefined && node.errors.length > 0 ? "retrying" : "starting";
    case "resting":
      return node.rest === "degraded" ? "given-up" : "resting";
  }
}
