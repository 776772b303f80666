// Does one fault to a fleet, and undoes of it what does not pass by itself.
import { openAgent } from "@holdfast/agent-config";
import { generatePassword } from "@holdfast/connect";
import { sleep, systemClock } from "@holdfast/ports";

import type { SoakFault } from "./schedule.js";
import type { SoakFleet } from "./soak-fleet.js";

/** Fulfilled once it has passed. */
export async function doFault(
  fleet: SoakFleet,
  fault: SoakFault,
  signal: AbortSignal,
): Promise<void> {
  const pause = (ms: number): Promise<void> => sleep(ms, { clock: systemClock, signal });
  switch (fault.kind) {
    case "controller killed":
    case "controller stopped": {
      await fleet.endController(fault.kind === "controller killed" ? "SIGKILL" : "SIGTERM");
      await pause(fault.away);
      return fleet.startController();
    }
    case "controller frozen": {
      fleet.freeze("SIGSTOP");
      await pause(fault.away).finally(() => fleet.freeze("SIGCONT"));
      return;
    }
    case "controller moved": {
      await fleet.endController("SIGTERM");
      await pause(fault.away);
      await fleet.startController("elsewhere");
      return fleet.relay(0);
    }
    case "links slow":
      return fleet.relay(fault.latency);
    case "password replaced":
      return replacePassword(fleet, fault.agent);
    case "agents killed mid-write": {
      const number = fleet.hostOf(fault.agent);
      const rotates = fleet.host(number).says("logged in with the old password");
      await replacePassword(fleet, fault.agent);
      // A strategy with a flaw may never come so far; a little while is enough for one that has none.
      await Promise.race([rotates, pause(5000)]);
      await pause(fault.within);
      await fleet.host(number).end("SIGKILL");
      await pause(fault.away);
      return fleet.startHost(number);
    }
    case "agents restarted": {
      const number = fleet.hostOf(fault.agent);
      await fleet.host(number).end("SIGTERM");
      return fleet.startHost(number);
    }
  }
}

/** As an operator does who must: first in the file, then at the controller, which ends the connection. */
async function replacePassword(fleet: SoakFleet, agent: number): Promise<void> {
  const tag = fleet.tags[agent];
  if (tag === undefined) throw new RangeError(`there is no agent ${agent}`);
  const password = generatePassword();
  await using file = await openAgent({ dataDir: fleet.dataDir, tag, recheckInterval: Infinity });
  await file.changeConfig((change) => change.setOldPassword(password));
  await fleet.setPassword(tag, password);
}
