import { Pinger } from "@holdfast/facades";

import { everyone, serve, type ServedFacade } from "../served-facade.js";

/** How an agent says that it is there. */
export const pingerFacade: ServedFacade = {
  ...serve(
    Pinger,
    { on: ["model", "controller"], allows: everyone },
    {
      Ping: (_params, { pingTimeout }) => {
        pingTimeout?.ping();
        return {};
      },
      Stop: (_params, { pingTimeout }) => {
        pingTimeout?.[Symbol.dispose]();
        return {};
      },
    },
  ),
  needsNoState: true,
};
