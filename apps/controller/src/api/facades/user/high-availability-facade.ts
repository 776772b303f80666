import { HighAvailability, hostPortText } from "@holdfast/facades";

import { serve, type ServedFacade, usersOnly } from "../../served-facade.js";

/** That the controller is one, and where it is. */
export const highAvailabilityFacade: ServedFacade = serve(
  HighAvailability,
  { on: ["model"], allows: usersOnly },
  {
    ControllerDetails: (_params, { core }) => ({
      results: [{ "controller-id": "0", "api-addresses": core.servers().flat().map(hostPortText) }],
    }),
  },
);
