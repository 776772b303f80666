// Which folder of a package's sources imports from which, types too. Circles between files are oxlint's
// to find (import/no-cycle); between folders there can be one where there is none between files.
import fs from "node:fs";
import path from "node:path";

import { parseSync } from "vite";

import type { Graph } from "./strong-components.ts";

/** The relative specifiers that a source imports, re-exports from, or imports when it runs. */
export function relativeImports(file: string, code: string): string[] {
  const { module, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      code.slice(start, end).replaceAll(/^["'`]|["'`]$/g, ""),
    ),
  ];
  return [...new Set(specifiers)].filter((specifier) => specifier.startsWith("."));
}

/**
 * The imports between the folders at the top of `sources`. What lies in no folder is the package's
 * entrance and may import from any, so it is no node.
 */
export function folderImports(sources: string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of sourceFiles(sources)) {
    const from = topFolder(file);
    if (from === undefined) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets);
    for (const specifier of relativeImports(
      file,
      fs.readFileSync(path.join(sources, file), "utf8"),
    )) {
      const to = topFolder(path.join(path.dirname(file), specifier));
      if (to !== undefined && to !== from) targets.add(to);
    }
  }
  return graph;
}

function sourceFiles(sources: string): string[] {
  if (!fs.existsSync(sources)) return [];
  return fs
    .readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"));
}

/** `dial` of `dial/target.ts`; undefined of `index.ts`, and of what is outside. */
function topFolder(file: string): string | undefined {
  const [first, ...rest] = file.split(path.sep);
  return rest.length === 0 || first === ".." ? undefined : first;
}
