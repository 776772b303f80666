import type { Control, HarnessReport, ProofOptions } from "../proof.js";
import { matrix } from "../proof.js";
import { type AgentKind, holdfast } from "./agent-kind.js";
import { type Exploration, explore } from "./explore.js";
import {
  flawedStorage,
  ignoresShortWrites,
  noFolderSync,
  noLastGood,
  noRename,
} from "./flawed-storage.js";
import {
  flawedStrategies,
  forgetsOld,
  setsKnown,
  twoSlots,
  wireBeforeDisk,
} from "./flawed-strategies.js";
import { interleave } from "./two-processes.js";
import { newWorld, type World, worldsOfJuju } from "./world.js";

interface Chapter {
  readonly name: string;
  readonly start: readonly World[];
}

const TO_THE_END = { worlds: Infinity };
/** What fits among the tests: the first worlds of the same walk. */
const A_WHILE = { worlds: 20 };

const chapters: readonly Chapter[] = [
  { name: "made by init", start: [newWorld([])] },
  { name: "made by Juju, or in the middle of its rotation", start: worldsOfJuju([]) },
  { name: "agent.conf overwritten once by the first one", start: [newWorld(["overwritten"])] },
  { name: "agent.conf emptied once", start: [newWorld(["emptied"])] },
  { name: "Juju's agent run once in between", start: [newWorld(["juju"])] },
];

const SCOPE =
  "ScaryConnect and agent-config as they are, on a disk, a network, a clock and dice in memory. From each world (what is on the disk and how durable; what the controller accepts, and accepted before; what is in flight) the agent is run without a fault and with each single one at each of its steps, and killed before each step of each such run; in between, requests are applied late or again, the controller is restored, and the power is cut in every legal way.";

/** Harness 1: every protocol history. */
export async function proveHistories(options: ProofOptions): Promise<HarnessReport> {
  const { share, progress, signal } = options;
  const isAll = share === "all";
  const explored: [Chapter, Exploration][] = [];
  for (const chapter of isAll ? chapters : chapters.slice(0, 1)) {
    progress(`histories of an agent: ${chapter.name}`);
    const extent = isAll ? TO_THE_END : A_WHILE;
    explored.push([chapter, await explore(holdfast, chapter.start, { ...extent, signal })]);
  }
  progress("two processes on one disk");
  const pairs = await interleave(holdfast, newWorld([]));
  const lockOuts = explored.flatMap(([{ name }, { counterexample, complete }]) => {
    if (counterexample !== undefined) return [told(name, counterexample)];
    return complete || !isAll ? [] : [`${name}: the walk did not come to its end`];
  });
  if (pairs.counterexample !== undefined)
    lockOuts.push(told("two processes", pairs.counterexample));
  progress("agents with one thing wrong each");
  const controls = await findFlaws(options);
  const points = explored.map(([, { crashPoints }]) => crashPoints);
  const all = points.flatMap((counts) => [...counts]);
  return {
    title: "Every protocol history",
    scope: `${SCOPE} ${isAll ? "The walk came to its end: it covers histories of any length." : "Here the walk was cut short."}`,
    crashPoints: all.reduce((sum, [, count]) => sum + count, pairs.points),
    lockOuts,
    tables: [
      {
        caption: "Worlds, each of which recovers within three attempts",
        head: ["agent", "worlds", "transitions", "walked to its end"],
        rows: [
          ...explored.map(([{ name }, { worlds, transitions, complete }]) => [
            name,
            worlds,
            transitions,
            complete ? "yes" : "no",
          ]),
          ["two processes", pairs.points, pairs.points, "yes"],
        ],
      },
      matrix(
        "Fault by step; after each the agent connects again",
        "step",
        new Map(all.map(([[what, at], count]) => [[at, what], count])),
      ),
    ],
    controls,
    skipped: [],
  };
}

const easilyFound: readonly AgentKind[] = [
  wireBeforeDisk,
  forgetsOld,
  setsKnown,
  noFolderSync,
  noRename,
  ignoresShortWrites,
];

async function findFlaws({ share, signal }: ProofOptions): Promise<Control[]> {
  const kinds: [AgentKind, World][] = [...flawedStrategies, ...flawedStorage].map((kind) => [
    kind,
    newWorld(kind === noLastGood ? ["overwritten"] : []),
  ]);
  kinds.push([twoSlots, newWorld(["juju"])]);
  // The others are found out too, but only after a long walk.
  const quick = kinds.filter(([kind]) => share === "all" || easilyFound.includes(kind));
  const controls: Control[] = [];
  for (const [kind, world] of quick) {
    const { counterexample } = await explore(kind, [world], { ...TO_THE_END, signal });
    const found = counterexample === undefined ? undefined : told("", counterexample);
    controls.push({ name: kind.name, found });
  }
  return controls;
}

function told(
  name: string,
  { broken, history }: NonNullable<Exploration["counterexample"]>,
): string {
  const [broke = ""] = broken.split(":");
  return [name, ...history.slice(1), broke].filter((part) => part !== "").join("; ");
}
