import { Annotations } from "@holdfast/facades";

import { serve, type ServedFacade, usersOnly } from "../../served-facade.js";

/** That nobody has noted anything about anything. */
export const annotationsFacade: ServedFacade = serve(
  Annotations,
  { on: ["model"], allows: usersOnly },
  {
    Get: ({ entities }) => ({
      results: entities.map(({ tag }) => ({ entity: tag, annotations: {} })),
    }),
  },
);
