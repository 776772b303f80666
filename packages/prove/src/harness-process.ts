// One harness in a process of its own: the first of them leaves its process no time for any other.
import {
  type HarnessReport,
  type ProofOptions,
  proveDays,
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
/** Whoever wants to hear is gone once the channel is. */
const tell = (told: Told): void => {
  if (process.connected) process.send?.(told);
};
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "disconnect"] as const) {
  process.once(name, () => interrupted.abort(new Error("the proof was interrupted")));
}
const options: ProofOptions = {
  share,
  progress: (what) => tell({ progress: what }),
  signal: interrupted.signal,
};

const harnesses: Readonly<Record<string, (options: ProofOptions) => Promise<HarnessReport>>> = {
  1: proveHistories,
  2: provePowerCuts,
  3: proveSystemCalls,
  4: proveFileSystems,
  5: proveDays,
};

const prove = harnesses[number];
if (prove === undefined) throw new Error(`there is no harness ${number}: choose 1 to 5`);
try {
  tell({ report: await prove(options) });
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
