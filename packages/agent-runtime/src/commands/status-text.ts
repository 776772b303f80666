import type { Paint, Style } from "@holdfast/command-line";
import type { EngineReport, ManifoldReport } from "@holdfast/dependency-engine";

/** How a manifold that is in a state is marked. */
export const signs: Readonly<Record<ManifoldReport["state"], readonly [string, Style]>> = {
  started: ["●", "green"],
  starting: ["◐", "yellow"],
  stopping: ["◑", "yellow"],
  stopped: ["○", "red"],
};

/** How one is marked that runs, and says that it does not run as it should. */
const DEGRADED: readonly [string, Style] = ["●", "yellow"];

/** One engine for a person: a line for each manifold, and for what does not run the reason. */
export function statusText(name: string, report: EngineReport, tint: Paint): string {
  const manifolds = Object.entries(report.manifolds);
  const running = manifolds.filter(([, { state }]) => state === "started").length;
  const width = Math.max(0, ...manifolds.map(([each]) => each.length));
  const lines = manifolds.map(([each, manifold]) => line(each.padEnd(width), manifold, tint));
  const head = `${tint("bold", name)}: ${running} of ${manifolds.length} run`;
  return [head, ...lines, ""].join("\n");
}

function line(name: string, manifold: ManifoldReport, tint: Paint): string {
  const { state, degraded } = manifold;
  const [sign, style] = state === "started" && degraded !== undefined ? DEGRADED : signs[state];
  return `  ${tint(style, sign)} ${name}  ${state}${detail(manifold)}`;
}

function detail({ state, started, error, degraded }: ManifoldReport): string {
  if (state === "started") {
    const since = started === undefined ? "" : ` since ${started} UTC`;
    return degraded === undefined ? since : `${since}, degraded: ${degraded}`;
  }
  return error === undefined ? "" : `: ${error}`;
}
