import type { Control, HarnessReport, ProofOptions } from "../proof.js";
import { inParallel } from "../in-parallel.js";
import { killFlawed } from "./flawed-processes.js";
import { type Injected, injectFault, planFaults } from "./inject-faults.js";
import { openScene } from "./scene.js";
import { type Injection, type SystemCall, whyNoStrace } from "./strace.js";

const TITLE = "Every system call, for real";
const SCOPE =
  "The real machine-agent against the real controller, under strace: at each system call of a first connection (two logins, the rotation between them) on the agent's files it is killed by SIGKILL, or the call fails with EIO or ENOSPC; then it is started again where it ended. Its log at level debug, its command line and the modes of its files are searched for its passwords.";

/** Harness 3: faults at every system call of a rotation. */
export async function proveSystemCalls(options: ProofOptions): Promise<HarnessReport> {
  const { share, progress, signal } = options;
  const why = whyNoStrace();
  if (why !== undefined) return skipped(why);
  progress("system calls of a rotation");
  await using scene = await openScene();
  const plan = await planFaults(scene);
  const chosen = share === "all" ? plan : someOf(plan);
  const results: Injected[] = [];
  await inParallel(2, chosen, async ([at, fault]) => {
    signal.throwIfAborted();
    results.push(await injectFault(scene, at, fault));
    if (results.length % 20 === 0)
      progress(`${results.length} of ${chosen.length} faults at system calls`);
  });
  progress("writers with one thing wrong each, killed");
  const controls: Control[] = await killFlawed(scene.folder);
  const failed = results.filter(
    ({ outcome, leaks }) => outcome === "locked out" || leaks.length > 0,
  );
  const missed = results.filter(({ outcome }) => outcome === "fault not reached");
  return {
    title: TITLE,
    scope: SCOPE,
    crashPoints: results.length - missed.length,
    lockOuts: failed.map(({ at, fault, outcome, leaks, detail }) =>
      [`${fault} at ${at.call} ${at.file}`, outcome, ...leaks, detail].join("; "),
    ),
    tables: [tableOf(results)],
    controls,
    skipped: missed.map(
      ({ at, fault }) => `${fault} at ${at.call} ${at.nth}: not reached this time`,
    ),
  };
}

/** A few that matter most: kills around the replacement. */
function someOf(plan: readonly [SystemCall, Injection][]): readonly [SystemCall, Injection][] {
  const first = (call: string, fault: Injection): [SystemCall, Injection][] =>
    plan.filter(([at, what]) => at.call === call && what === fault).slice(0, 1);
  return [...first("rename", "SIGKILL"), ...first("write", "ENOSPC")];
}

function tableOf(results: readonly Injected[]): HarnessReport["tables"][number] {
  const faults: readonly Injection[] = ["SIGKILL", "EIO", "ENOSPC"];
  const calls = [...new Set(results.map(nameOf))].toSorted();
  const cell = (name: string, fault: Injection): string => {
    const counts = new Map<string, number>();
    for (const result of results) {
      if (nameOf(result) !== name || result.fault !== fault) continue;
      counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
    }
    return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
  };
  return {
    caption: "System call by fault: how often, and what became of the agent",
    head: ["system call", ...faults],
    rows: calls.map((name) => [name, ...faults.map((fault) => cell(name, fault))]),
  };
}

function nameOf({ at }: Injected): string {
  return `${at.call} ${at.file.replace(/^machine-\d+$/, "the folder")}`;
}

function skipped(why: string): HarnessReport {
  return {
    title: TITLE,
    scope: SCOPE,
    crashPoints: 0,
    lockOuts: [],
    tables: [],
    controls: [],
    skipped: [why],
  };
}
