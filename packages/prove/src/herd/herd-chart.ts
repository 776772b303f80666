// The picture of the page about herds: how many are back, and how often the controller is dialled, over time.
import { leastTime } from "./herd-figures.js";
import { shownTimes, type ShownRun } from "./herd-runs.js";

/** A square of the picture: where it lies, and how high it is. */
interface Panel {
  readonly x: number;
  readonly y: number;
}

const panel = { width: 260, height: 170 } as const;
const steps = 90;
const mostDecades = 4;
const dashes = ["", "7 3", "2 3", "9 3 2 3"] as const;

const style = `
  .paper { fill: #ffffff } text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 14px; font-weight: 600 } .grid { stroke: #d0d7de } .line { fill: none; stroke-width: 2 }
  .w0 { stroke: #0550ae } .w1 { stroke: #1a7f37 } .w2 { stroke: #a40e26 } .w3 { stroke: #8a4600 }
  .least { stroke: #6e7781; stroke-dasharray: 3 4 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d }
    .w0 { stroke: #79c0ff } .w1 { stroke: #56d364 } .w2 { stroke: #ff7b72 } .w3 { stroke: #ffa657 }
    .least { stroke: #8b949e }
  }`;

/** An SVG, a column for each size of herd. */
export function herdChart(columns: readonly (readonly ShownRun[])[]): string {
  const width = 60 + columns.length * (panel.width + 50);
  const [first = []] = columns;
  const legend = first.map(({ way }, at) => key(way.name, at, 60 + at * 215)).join("");
  const parts = columns.map((runs, at) => column(runs, 60 + at * (panel.width + 50))).join("");
  const what =
    "How many agents are back, and how often they dial, after ten seconds without a controller";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 520" role="img" aria-label="${what}">
<style>${style}
</style>
<rect class="paper" width="${width}" height="520"/>
${legend}${parts}</svg>
`;
}

function key(name: string, at: number, x: number): string {
  const sample = `<path class="line w${at}" stroke-dasharray="${dashes[at] ?? ""}" d="M${x} 24h28"/>`;
  return `${sample}<text x="${x + 34}" y="28">${name}</text>\n`;
}

function column(runs: readonly ShownRun[], x: number): string {
  const [first] = runs;
  if (first === undefined) return "";
  const { agents, controller } = first.plan;
  const least = leastTime(agents, controller.limit);
  const above = { x, y: 70 };
  const below = { x, y: 70 + panel.height + 50 };
  const step = (shownTimes * least) / steps;
  const lines = runs.map(({ run }, at) => {
    // Whoever is back stays so; whoever was given up is looked at no further.
    const shown = run.back.length === agents ? steps : Math.floor(run.until / step);
    const back = counted(run.back, step);
    const shares = back.map(
      (_, to) => back.slice(0, to + 1).reduce((sum, count) => sum + count) / agents,
    );
    const rates = counted(run.dials, step).map((count) => decades((count / step) * 1000));
    return line(above, at, shares.slice(0, shown)) + line(below, at, rates.slice(0, shown));
  });
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (part) =>
      level(above, part, `${part * 100} %`) + level(below, part, `${10 ** (part * mostDecades)}`),
  );
  const title = `${agents} agents: ${least / 1000} s at the least`;
  return `<text class="title" x="${x}" y="58">${title}</text>
<text x="${x}" y="${below.y - 10}">dials a second</text>
${grid.join("")}${leastLine(above)}${leastLine(below)}${scale(above)}${scale(below)}${lines.join("")}`;
}

/** How many of `times` lie in each of the steps, so many ms long. */
function counted(times: readonly number[], step: number): number[] {
  const counts = Array.from({ length: steps }, () => 0);
  for (const time of times) {
    const at = Math.floor(time / step);
    if (at < steps) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** How far up from 1 to 10,000 a rate is, as its digits have it. */
function decades(rate: number): number {
  return Math.log10(Math.max(1, rate)) / mostDecades;
}

function line({ x, y }: Panel, way: number, heights: readonly number[]): string {
  const points = heights.map((height, at) => {
    const up = Math.min(1, height) * panel.height;
    return `${(x + ((at + 1) / steps) * panel.width).toFixed(1)} ${(y + panel.height - up).toFixed(1)}`;
  });
  return `<path class="line w${way}" stroke-dasharray="${dashes[way] ?? ""}" d="M${points.join("L")}"/>\n`;
}

function level({ x, y }: Panel, part: number, label: string): string {
  const at = y + panel.height * (1 - part);
  const text = `<text x="${x - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
  return `<path class="grid" d="M${x} ${at}h${panel.width}"/>${text}\n`;
}

function leastLine({ x, y }: Panel): string {
  return `<path class="least" d="M${x + panel.width / shownTimes} ${y}v${panel.height}"/>\n`;
}

function scale({ x, y }: Panel): string {
  const marks = [0, 0.5, 1, 1.5].map((times) => {
    const at = x + (times / shownTimes) * panel.width;
    return `<text x="${at.toFixed(1)}" y="${y + panel.height + 16}" text-anchor="middle">${times}×</text>`;
  });
  return `${marks.join("")}\n`;
}
