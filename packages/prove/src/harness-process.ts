// One harness in a process of its own: the first of them leaves its process no time for any other.
import {
  type HarnessReport,
  proveFileSystems,
  proveHistories,
  provePowerCuts,
  proveSystemCalls,
  type Share,
} from "./index.js";

/** What such a process tells the one that started it. */
export type Told = { readonly progress: string } | { readonly report: HarnessReport };

const [number = "", given = ""] = process.argv.slice(2);
const share: Share = given === "some" ? "some" : "all";
const tell = (told: Told): void => void process.send?.(told);
const progress = (what: string): void => tell({ progress: what });

const harnesses: Readonly<Record<string, () => Promise<HarnessReport>>> = {
  1: () => proveHistories(share, progress),
  2: () => provePowerCuts(progress),
  3: () => proveSystemCalls(share, progress),
  4: () => proveFileSystems(share, progress),
};

const prove = harnesses[number];
if (prove === undefined) throw new Error(`there is no harness ${number}: choose 1, 2, 3 or 4`);
tell({ report: await prove() });
