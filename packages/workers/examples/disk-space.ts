// Tells the controller when a disk of the machine runs full: `status` of the machine then says which,
// and how much is left. Run it with
//
//   machine-agent run … --workers ./disk-space.ts
//
// DISK_SPACE_PATHS names the folders to look at (`/` alone by default, separated by colons), and
// DISK_SPACE_MIN_FREE how many percent must be free (10 by default).
import { statfs } from "node:fs/promises";

import { type AgentContext, defineWorkers, MACHINER_NAME, sleep, worker } from "@holdfast/workers";

const paths = (process.env["DISK_SPACE_PATHS"] ?? "/").split(":");
const minFree = Number(process.env["DISK_SPACE_MIN_FREE"] ?? 10);
const interval = 60_000;

/** What is wrong with the disks, in words; empty where nothing is. */
async function complaints(): Promise<string> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const { bavail, blocks } = await statfs(path);
      const free = Math.floor((100 * bavail) / blocks);
      return free < minFree ? [`${path}: ${free} % free, ${minFree} % wanted`] : [];
    }),
  );
  return found.flat().join("; ");
}

function diskSpace({ logger, clock }: AgentContext) {
  let told: string | undefined;
  return worker("disk-space", {
    inputs: { machine: MACHINER_NAME },
    async run({ machine }, signal) {
      // The machiner has just told the controller that there is nothing to say.
      told = "";
      for (;;) {
        const info = await complaints();
        if (info !== told) {
          if (info !== "") logger.warn("disks run full", { info });
          await machine.tell(info, signal);
          told = info;
        }
        await sleep(interval, { clock, signal });
      }
    },
    report: () => ({ paths, minFree, told }),
  });
}

export default defineWorkers({
  name: "disk-space",
  apiVersion: 1,
  workers: (agent) => [diskSpace(agent)],
});
