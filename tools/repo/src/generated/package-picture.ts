// The picture of the packages, as a mermaid graph drawn from the boundaries' plan: an arrow for each
// import that is allowed and that no longer way implies.
import type { AllowedDependencies } from "../boundaries/plan.ts";
import { transitiveReduction } from "../boundaries/reduce.ts";

export function packagePicture(
  plan: Readonly<Record<string, AllowedDependencies>>,
  hidden: readonly string[] = [],
): string {
  const shown = Object.entries(plan).filter(([name]) => !hidden.includes(name));
  const reduced = transitiveReduction(
    new Map(shown.map(([name, { uses }]) => [name, new Set(uses)])),
  );
  const lines = [...reduced].map(([name, targets]) =>
    targets.size === 0 ? `  ${name}` : `  ${name} --> ${[...targets].toSorted().join(" & ")}`,
  );
  return ["```mermaid", "graph TD", ...lines.toSorted(), "```"].join("\n");
}
