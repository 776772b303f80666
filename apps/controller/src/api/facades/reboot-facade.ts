import { type Entity, Reboot, type RebootActionResult } from "@holdfast/facades";

import { agentTopic } from "../../state/topics.js";
import { ownEntity } from "../own-entity.js";
import { eachDone, eachResult } from "../results.js";
import { callingAgent, machinesOnly, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { writes, type WritingContext } from "../writes.js";

/** Takes back what the calling agent's machine was asked to do. */
export function clearReboot(tag: string, context: WritingContext): void {
  const { model, reboot } = ownEntity(tag, context);
  if (reboot !== undefined) context.core.state.agents.setReboot(model, tag, undefined);
}

/** Whether a machine is to reboot or to shut down. Its agent takes that back before it does. */
export const rebootFacade: ServedFacade = serve(
  Reboot,
  { on: ["model"], allows: machinesOnly },
  {
    WatchForRebootEvent: (_params, context) => {
      const { model, tag } = callingAgent(context.auth);
      const { agents } = context.core.state;
      return notifyWatcher(
        context,
        [agentTopic(model, tag)],
        () => agents.find(model, tag)?.reboot,
      );
    },
    GetRebootAction: ({ entities }, context) => ({
      results: eachResult<Entity, RebootActionResult>(entities, {}, ({ tag }) => ({
        result: ownEntity(tag, context).reboot ?? "noop",
      })),
    }),
    RequestReboot: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => {
        const { model } = ownEntity(tag, context);
        context.core.state.agents.setReboot(model, tag, "reboot");
      }),
    ),
    ClearReboot: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => clearReboot(tag, context)),
    ),
  },
);
