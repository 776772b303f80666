// Holds the dependencies that the manifests declare against the plan. That each import is declared at
// all, and stays in its package, is `turbo boundaries`' to check.
import type { Package } from "../workspace.ts";
import type { AllowedDependencies } from "./plan.ts";

const SCOPE = "@holdfast/";

function ours(dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(SCOPE))
    .map((name) => name.slice(SCOPE.length));
}

/** A line for each dependency that the plan does not allow, and each package that it does not know. */
export function checkManifests(
  packages: readonly Pick<Package, "folder" | "shortName" | "manifest">[],
  plan: Readonly<Record<string, AllowedDependencies>>,
): string[] {
  const known = new Set(packages.map(({ shortName }) => shortName));
  const gone = Object.keys(plan)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is in the plan, and no package`);
  const faults = packages.flatMap(({ folder, shortName, manifest }) => {
    const allowed = plan[shortName];
    if (allowed === undefined)
      return [`${folder} is not in the plan, tools/repo/src/boundaries/plan.ts`];
    const { uses, tests } = allowed;
    return [
      ...ours(manifest.dependencies)
        .filter((name) => !uses.includes(name))
        .map((name) => `${shortName} must not depend on ${name}`),
      ...ours(manifest.devDependencies)
        .filter((name) => !uses.includes(name) && !tests.includes(name))
        .map((name) => `${shortName}'s tests must not depend on ${name}`),
    ];
  });
  return [...gone, ...faults];
}
