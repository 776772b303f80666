import { holdfast } from "../histories/agent-kind.js";
import {
  ignoresShortWrites,
  noFileSync,
  noFolderSync,
  noRename,
} from "../histories/flawed-storage.js";
import type { HarnessReport, ProofOptions } from "../proof.js";
import { cutPower, type PowerCuts } from "./cut-power.js";
import { making, restoring, resuming, rotating, type Scenario, writtenBy } from "./scenarios.js";
import { jujuOrder, oneWrite, truncating } from "./writers.js";

const ours: readonly Scenario[] = [making, rotating(holdfast), resuming(holdfast), restoring];

const flawed: readonly Scenario[] = [
  ...[noFolderSync, noFileSync, noRename, ignoresShortWrites].map(rotating),
  writtenBy("Juju's order", jujuOrder),
  writtenBy("write-file-atomic and atomically", oneWrite),
  writtenBy("a truncating write", truncating),
];

/** Harness 2: every legal disk after a power cut. It is quick: tests run all of it. */
export async function provePowerCuts({ progress }: ProofOptions): Promise<HarnessReport> {
  progress("every legal disk after a power cut");
  const cuts: PowerCuts[] = [];
  for (const scenario of ours) cuts.push(await cutPower(scenario));
  const found: PowerCuts[] = [];
  for (const scenario of flawed) found.push(await cutPower(scenario));
  return {
    title: "Every legal disk after a power cut",
    scope:
      "A disk in memory that keeps no more than POSIX promises: before each step the power is cut, and every combination of old and new names, and of whole, lost, torn and zeroed contents of what was not synced, is a disk on which an agent is started. It must know every password that the controller may hold at that moment.",
    crashPoints: sum(cuts, "disks"),
    lockOuts: cuts.flatMap(({ scenario, example }) =>
      example === undefined ? [] : [`${scenario}, ${example}`],
    ),
    tables: [
      {
        caption: "Disks by what the agent was doing",
        head: ["doing", "steps", "disks", "locked out"],
        rows: [...cuts, ...found].map((cut) => [
          cut.scenario,
          cut.steps.length,
          sum([cut], "disks"),
          sum([cut], "lost"),
        ]),
      },
    ],
    controls: found.map(({ scenario, example }) => ({ name: scenario, found: example })),
    skipped: [],
  };
}

function sum(cuts: readonly PowerCuts[], what: "disks" | "lost"): number {
  return cuts.flatMap(({ steps }) => steps).reduce((total, step) => total + step[what], 0);
}
