import { type Agent, type FilePort, openAgent } from "@holdfast/agent-config";
import type { ConnectStrategy } from "@holdfast/connect";
import { ScaryConnect } from "@holdfast/connect-scary";
import { VirtualClock } from "@holdfast/ports/testing";

import { DATA_DIR, TAG } from "./world.js";

/** An agent under proof: how it keeps its configuration, and how it connects. */
export interface AgentKind {
  readonly name: string;
  open(files: FilePort): Promise<Agent & AsyncDisposable>;
  /** @param generate - makes a password that is nowhere yet */
  strategy(generate: () => string): ConnectStrategy;
}

/** Ours, as it is: nothing of it is replaced but the disk, the network, the clock and the dice. */
export const holdfast: AgentKind = {
  name: "Holdfast",
  open: (files) =>
    openAgent({
      dataDir: DATA_DIR,
      tag: TAG,
      files,
      clock: new VirtualClock(),
      recheckInterval: Infinity,
    }),
  strategy: (generatePassword) => new ScaryConnect({ clock: new VirtualClock(), generatePassword }),
};
