import { Machiner } from "@holdfast/facades";
import { wallNow } from "@holdfast/ports";

import { agentTopic } from "../../state/topics.js";
import { KEPT } from "../../bounds.js";
import { entityNotFound } from "../api-errors.js";
import { beginning, keptAddresses, keptStatus } from "../kept-words.js";
import { ownEntity } from "../own-entity.js";
import { eachDone, eachResult } from "../results.js";
import {
  agentsOnly,
  type CallContext,
  callingAgent,
  serve,
  type ServedFacade,
} from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { writes, type WritingContext } from "../writes.js";
import { jobsOf } from "./agent-facade.js";
import { apiAddresses } from "./api-addresses.js";
import { observedAddresses } from "./observed-network.js";

/** A watcher of the calling agent's own life. */
export function watchOwnLife(tag: string, context: CallContext): { NotifyWatcherId: string } {
  const { agents } = context.core.state;
  const { model } = ownEntity(tag, context);
  return notifyWatcher(context, [agentTopic(model, tag)], () => agents.find(model, tag)?.life);
}

function recordStart(tag: string, hostname: string | undefined, context: WritingContext): void {
  const { model, hostname: known } = ownEntity(tag, context);
  const { state, clock, juju } = context.core;
  const kept = juju.traits.keepsHostname ? known : undefined;
  const told = hostname === undefined ? undefined : beginning(hostname, KEPT.hostname);
  state.agents.setStarted(model, tag, told || kept, wallNow(clock));
}

/** What a machine's agent tells of its machine, and where it learns the controller's addresses. */
export const machinerFacade: ServedFacade = serve(
  Machiner,
  { on: ["model"], allows: agentsOnly },
  {
    Life: ({ entities }, context) => ({
      results: eachResult(entities, { life: "" }, ({ tag }) => ({
        life: ownEntity(tag, context).life,
      })),
    }),
    Watch: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) =>
        watchOwnLife(tag, context),
      ),
    }),
    EnsureDead: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => {
        const { model } = ownEntity(tag, context);
        context.core.state.agents.setLife(model, tag, "dead");
      }),
    ),
    Jobs: ({ entities }, context) => ({
      results: eachResult(entities, { jobs: [] }, ({ tag }) => ({
        jobs: jobsOf(ownEntity(tag, context)),
      })),
    }),
    SetStatus: writes(({ entities }, context) =>
      eachDone(entities, ({ tag, status, info, data }) => {
        const { model } = ownEntity(tag, context);
        const { state, clock } = context.core;
        state.agents.setStatus(model, tag, keptStatus({ status, info, data }), wallNow(clock));
      }),
    ),
    SetMachineAddresses: writes((params, context) =>
      eachDone(params["machine-addresses"], ({ tag, addresses }) => {
        const { model } = ownEntity(tag, context);
        if (!context.core.juju.traits.heedsMachineAddresses) return;
        context.core.state.agents.setAddresses(model, tag, keptAddresses(addresses));
      }),
    ),
    RecordAgentStartInformation: writes(({ args }, context) =>
      eachDone(args, ({ tag, hostname }) => recordStart(tag, hostname, context)),
    ),
    SetObservedNetworkConfig: writes(({ tag, config }, context) => {
      const { model } = ownEntity(tag, context);
      const addresses = keptAddresses(observedAddresses(config));
      // What sees no device at all has not looked.
      if (config.length > 0) context.core.state.agents.setAddresses(model, tag, addresses);
      return {};
    }),
    IsController: ({ entities }, context) => ({
      results: eachResult(entities, { "is-controller": false }, ({ tag }) => {
        const { model } = callingAgent(context.auth);
        const agent = context.core.state.agents.find(model, tag);
        if (agent === undefined) throw entityNotFound(tag);
        return { "is-controller": agent.managesModels };
      }),
    }),
    RecordAgentStartTime: writes(({ entities }, context) =>
      eachDone(entities, ({ tag }) => recordStart(tag, undefined, context)),
    ),
    ...apiAddresses,
  },
  { Jobs: (version) => version < 6 },
);
