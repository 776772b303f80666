import { Client } from "@holdfast/facades";

import { notImplemented } from "../../api-errors.js";
import { scopeModel } from "../../auth.js";
import { administrators, serve, type ServedFacade } from "../../served-facade.js";
import { fullStatus } from "./full-status.js";
import { watchModel } from "./model-watcher.js";

/** What `juju status` asks. Patterns pick machines by id, units and applications by name. */
export const clientFacade: ServedFacade = serve(
  Client,
  { on: ["model"], allows: administrators },
  {
    FullStatus: ({ patterns }, context) =>
      fullStatus(context.core, scopeModel(context.scope), patterns),
    WatchAll: (_params, context) => {
      if (!context.core.juju.traits.watchesEverything) throw notImplemented("WatchAll");
      return { "watcher-id": watchModel(context) };
    },
  },
);
