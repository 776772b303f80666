// Which Node.js the programs run on. An older one stops at the first module that it does not know, with
// a stack; so this is looked at first, and uses nothing that an older one lacks: no import, no syntax of
// the last years, no top-level await.

/** The oldest release of each line that has what is needed; from the last line on, all later ones do. */
const oldest: readonly (readonly [major: number, minor: number])[] = [
  [22, 18],
  [24, 11],
  [26, 0],
];

/**
 * What is wrong with a version of Node.js, in one line; undefined where nothing is.
 *
 * @param version - as `process.versions.node` has it
 */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  for (const [line, least] of oldest) if (major === line && minor >= least) return undefined;
  if (major > 26) return undefined;
  return `this is Node.js ${version}; it takes 22.18 or later of 22, 24.11 or later of 24, or any from 26 on`;
}

const code = "ERR_NODE_VERSION";

/** Loads the program with `load`, or says in one line why this Node.js cannot, and ends with 2. */
export function withNode(load: () => Promise<unknown>): void {
  const problem = nodeProblem(process.versions.node);
  if (problem === undefined) {
    void load();
    return;
  }
  process.stderr.write(`error ${code}: ${problem}\n`);
  process.exitCode = 2;
}
