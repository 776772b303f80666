import type { Control, HarnessReport, ProofOptions } from "../proof.js";
import { holdfastDays } from "./day-kind.js";
import { disturbances } from "./disturbances.js";
import { flawedDays } from "./flawed-days.js";
import { liveDays } from "./live-days.js";

/** Lives, each of so many disturbances. */
const lives = { all: 300, some: 5 } as const;
const count = 12;
/** Seeds in which a flaw has to show. */
const seeds = 40;

/** Harness 5: what an agent's connection meets, day by day. */
export async function proveDays({ share, progress, signal }: ProofOptions): Promise<HarnessReport> {
  const lockOuts: string[] = [];
  const met = new Map<string, number>();
  for (let seed = 1; seed <= lives[share]; seed++) {
    signal.throwIfAborted();
    progress(`days of an agent: life ${seed} of ${lives[share]}`);
    // oxlint-disable-next-line no-await-in-loop -- one life after the other
    const { history, broken } = await liveDays(holdfastDays, { seed, count });
    for (const what of history.slice(1)) met.set(what, (met.get(what) ?? 0) + 1);
    if (broken !== undefined) lockOuts.push(`seed ${seed}: ${history.join("; ")}: ${broken}`);
  }
  progress("agents with one thing wrong each");
  const controls: Control[] = [];
  for (const kind of flawedDays) {
    // oxlint-disable-next-line no-await-in-loop
    controls.push({ name: kind.name, found: await firstFlaw(kind, signal) });
  }
  return {
    title: "Every kind of day",
    scope: `The engine, the api-caller, ScaryConnect, the address updater and agent-config as they are, on virtual time, before a controller and a network in memory. ${lives[share]} lives, each from a seed: made, admitted some minutes late, then ${count} disturbances in a random order, and after each the agent must be connected in the time that is promised for it.`,
    crashPoints: [...met.values()].reduce((sum, times) => sum + times, 0),
    lockOuts,
    tables: [
      {
        caption: "What happened, and how often; the agent was back in time after each",
        head: ["disturbance", "times"],
        rows: disturbances.map(({ what }) => [what, met.get(what) ?? 0]),
      },
    ],
    controls,
    skipped: [],
  };
}

async function firstFlaw(
  kind: (typeof flawedDays)[number],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let seed = 1; seed <= seeds; seed++) {
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- until one is found
    const { history, broken } = await liveDays(kind, { seed, count });
    if (broken !== undefined) return `${history.at(-1)}: ${broken.slice(0, 80)}`;
  }
  return undefined;
}
