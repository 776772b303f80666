import { SshSession, Tracer } from "@holdfast/facades";

import { SSH_SERVER_PORT } from "../controller-config.js";
import { ownEntity } from "../own-entity.js";
import { quietNames, quietWatcher } from "../quiet-watchers.js";
import { agentsOnly, machinesOnly, serve, type ServedFacade } from "../served-facade.js";

/** That traces are sent nowhere. */
export const tracerFacade: ServedFacade = serve(
  Tracer,
  { on: ["model"], allows: agentsOnly },
  {
    GetControllerTracingConfig: ({ tag }, context) => {
      ownEntity(tag, context);
      return {};
    },
    WatchControllerTracingConfig: ({ tag }, context) => {
      ownEntity(tag, context);
      return quietWatcher(context);
    },
  },
);

/** That nobody wants to reach a machine through the controller. */
export const sshSessionFacade: ServedFacade = serve(
  SshSession,
  { on: ["model"], allows: machinesOnly },
  {
    ControllerSSHPort: () => ({ port: SSH_SERVER_PORT }),
    WatchSSHConnRequest: (_params, context) => quietNames(context),
  },
);
