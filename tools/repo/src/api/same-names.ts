import type { ApiEntry } from "./report.ts";

/**
 * A line for each name that two packages, or two entries, export with two meanings: what is declared in
 * one place has one meaning, from wherever it is exported.
 *
 * @param allowed - names that may have several, each with the reason
 */
export function sameNames(
  packages: ReadonlyMap<string, readonly ApiEntry[]>,
  allowed: Readonly<Record<string, string>>,
): string[] {
  const origins = new Map<string, Map<string, string>>();
  for (const entries of packages.values()) {
    for (const { entry, exports } of entries) {
      for (const { name, origin } of exports) {
        const known = origins.get(name) ?? new Map<string, string>();
        const [from = "", declared = ""] = origin.split("#");
        known.set(resolved(packages, from, declared) ?? origin, entry);
        origins.set(name, known);
      }
    }
  }
  const several = [...origins].filter(([name, known]) => known.size > 1 && !(name in allowed));
  const unused = Object.keys(allowed).filter((name) => (origins.get(name)?.size ?? 0) < 2);
  return [
    ...several.map(
      ([name, known]) => `${name} has several meanings: in ${[...known.values()].join(", ")}`,
    ),
    ...unused.map((name) => `${name} has one meaning: it needs no exception`),
  ];
}

/** The declaration of what is exported from another package of ours. */
function resolved(
  packages: ReadonlyMap<string, readonly ApiEntry[]>,
  from: string,
  name: string,
): string | undefined {
  for (const entries of packages.values()) {
    const entry = entries.find((each) => each.entry === from);
    const found = entry?.exports.find((each) => each.name === name);
    if (found === undefined) continue;
    const [next = "", declared = ""] = found.origin.split("#");
    return resolved(packages, next, declared) ?? found.origin;
  }
  return undefined;
}
