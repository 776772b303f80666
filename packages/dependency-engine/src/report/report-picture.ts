import { isEngineReport } from "./report-text.js";
import type { EngineReport, ManifoldReport } from "./report.js";

/** What a picture is drawn from: names made unique by the engines they are inside of. */
interface Scene {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

interface Box {
  readonly id: string;
  readonly label: string;
  readonly look: "started" | "moving" | "stopped" | "failed" | "absent";
  /** The engine that this manifold's worker is. */
  readonly inside: Scene | undefined;
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly optional: boolean;
}

/** A report as a graph in Graphviz' DOT. Arrows lead from an input to what needs it. */
export function reportDot(report: EngineReport): string {
  const body = dotScene(scene(report, ""), 1);
  return ["digraph engine {", '  node [shape=box, style="rounded,filled"];', ...body, "}", ""].join(
    "\n",
  );
}

/**
 * A report as a Mermaid flowchart. Arrows lead from an input to what needs it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { type EngineReport, reportDot, reportMermaid } from "@holdfast/dependency-engine";
 *
 * const report: EngineReport = {
 *   state: "started",
 *   manifolds: {
 *     agent: { inputs: [], state: "started", phase: "started", since: 0 },
 *     caller: { inputs: ["agent"], state: "started", phase: "started", since: 0 },
 *   },
 * };
 * assert.match(reportMermaid(report), /n0 --> n1/); // for a page; reportDot is for Graphviz
 * assert.match(reportDot(report), /"agent" -> "caller"/);
 * ```
 */
export function reportMermaid(report: EngineReport): string {
  const looks = Object.entries(COLOURS).map(([look, fill]) => `  classDef ${look} fill:${fill}`);
  return ["flowchart TD", ...mermaidScene(scene(report, ""), "n", 1), ...looks, ""].join("\n");
}

const COLOURS = {
  started: "#c8e6c9",
  moving: "#fff9c4",
  stopped: "#eeeeee",
  failed: "#ffcdd2",
  absent: "#ffffff",
} as const;

function scene(report: EngineReport, prefix: string): Scene {
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  const absent = new Set<string>();
  for (const [name, manifold] of Object.entries(report.manifolds)) {
    const id = idOf(prefix, name);
    const own = manifold.report;
    const inside = isEngineReport(own) ? scene(own, `${id}/`) : undefined;
    boxes.push({ id, label: label(name, manifold), look: lookOf(manifold), inside });
    for (const input of manifold.inputs)
      arrows.push({ from: idOf(prefix, input), to: id, optional: false });
    for (const input of manifold.optional ?? []) {
      arrows.push({ from: idOf(prefix, input), to: id, optional: true });
    }
    for (const input of [...manifold.inputs, ...(manifold.optional ?? [])]) {
      if (!Object.hasOwn(report.manifolds, input)) absent.add(input);
    }
  }
  for (const name of absent) {
    const id = idOf(prefix, name);
    boxes.push({ id, label: `${name}\nnot installed`, look: "absent", inside: undefined });
  }
  return { boxes, arrows };
}

/** Names are joined by slashes; in a name, a slash is written as JSON pointers write it (RFC 6901). */
function idOf(prefix: string, name: string): string {
  return prefix + name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function label(name: string, manifold: ManifoldReport): string {
  const count = manifold["start-count"];
  const said = [manifold.resting ?? manifold.state, count === undefined ? "" : `${count}x`];
  const error = manifold.error === undefined ? [] : [manifold.error];
  const degraded = manifold.degraded === undefined ? [] : [`degraded: ${manifold.degraded}`];
  return [name, said.filter(Boolean).join(" "), ...degraded, ...error].join("\n");
}

function lookOf({ state, error, resting, degraded }: ManifoldReport): Box["look"] {
  if (state === "started") return degraded === undefined ? "started" : "moving";
  if (state !== "stopped") return "moving";
  return error !== undefined && resting !== "missing" ? "failed" : "stopped";
}

function dotScene({ boxes, arrows }: Scene, depth: number): string[] {
  const indent = "  ".repeat(depth);
  return [
    ...boxes.flatMap(({ id, label: text, look, inside }) => {
      const box = `${indent}${quote(id)} [label=${quote(text)}, fillcolor="${COLOURS[look]}"];`;
      if (inside === undefined) return [box];
      return [
        `${indent}subgraph ${quote(`cluster ${id}`)} {`,
        `  ${box}`,
        ...dotScene(inside, depth + 1),
        `${indent}}`,
      ];
    }),
    ...arrows.map(({ from, to, optional }) => {
      const style = optional ? " [style=dashed]" : "";
      return `${indent}${quote(from)} -> ${quote(to)}${style};`;
    }),
  ];
}

function quote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

/** Mermaid's ids are plain words: numbers in the order of the boxes, below that of the engine's. */
function mermaidScene({ boxes, arrows }: Scene, prefix: string, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const ids = new Map<string, string>();
  const nodeOf = (id: string): string => {
    const word = ids.get(id) ?? `${prefix}${ids.size}`;
    ids.set(id, word);
    return word;
  };
  return [
    ...boxes.flatMap(({ id, label: text, look, inside }) => {
      const box = `${indent}${nodeOf(id)}["${escape(text)}"]:::${look}`;
      if (inside === undefined) return [box];
      return [
        `${indent}subgraph ${nodeOf(id)}s["${escape(id)}"]`,
        `  ${box}`,
        ...mermaidScene(inside, `${nodeOf(id)}_`, depth + 1),
        `${indent}end`,
      ];
    }),
    ...arrows.map(({ from, to, optional }) => {
      return `${indent}${nodeOf(from)} ${optional ? "-.->" : "-->"} ${nodeOf(to)}`;
    }),
  ];
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\n", "<br/>");
}
