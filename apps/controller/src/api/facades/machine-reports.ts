import { DiskManager, HostKeyReporter } from "@holdfast/facades";

import { ownEntity } from "../own-entity.js";
import { eachDone } from "../results.js";
import { machinesOnly, serve, type ServedFacade } from "../served-facade.js";

// What a machine reports of itself that nobody here asks for: it is taken, and not kept.

/** Which block devices a machine has. */
export const diskManagerFacade: ServedFacade = serve(
  DiskManager,
  { on: ["model"], allows: machinesOnly },
  {
    SetMachineBlockDevices: (params, context) =>
      eachDone(params["machine-block-devices"], ({ machine }) => void ownEntity(machine, context)),
  },
);

/** The keys by which a machine's SSH server is known again. */
export const hostKeyReporterFacade: ServedFacade = serve(
  HostKeyReporter,
  { on: ["model"], allows: machinesOnly },
  {
    ReportKeys: (params, context) =>
      eachDone(params["entity-keys"], ({ tag }) => void ownEntity(tag, context)),
  },
);
