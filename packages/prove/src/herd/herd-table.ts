// The table of the page about herds.
import { figuresOf } from "./herd-figures.js";
import type { ShownRun } from "./herd-runs.js";

const head = [
  "agents",
  "way of coming back",
  "all back after",
  "of the least",
  "peak logins",
  "dials each",
  "most dials a second",
  "once each was answered",
] as const;

/** As Markdown. */
export function herdTable(runs: readonly ShownRun[]): string {
  const rows = runs.map((shown) => `| ${cells(shown).join(" | ")} |`);
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows].join("\n");
}

function cells({ way, plan, run }: ShownRun): string[] {
  const { agents, controller } = plan;
  const figures = figuresOf(run, agents, controller.limit);
  const { back, least, took, peakLogins, dialsEach, peakDials, laterDials } = figures;
  const isBack = back === agents;
  return [
    grouped(agents),
    way.name,
    isBack
      ? `${(took / 1000).toFixed(1)} s`
      : `${grouped(back)} in ${(run.until / 1000).toFixed(0)} s`,
    isBack && least > 0 ? `${(took / least).toFixed(2)}×` : "–",
    peakLogins > 0 ? `${peakLogins.toFixed(1)}×` : "–",
    dialsEach.toFixed(1),
    grouped(peakDials),
    Number.isFinite(run.allAnswered) ? grouped(laterDials) : "never",
  ];
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
