import {
  type Empty,
  hostPortText,
  type NotifyWatchResult,
  type Servers,
  type StringsResult,
} from "@holdfast/facades";

import { addressesTopic } from "../../state/topics.js";
import { type CallContext, callingAgent } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

/** Where agents find the controller: methods that several facades have. */
export const apiAddresses = {
  APIHostPorts: (_params: Empty, { core }: CallContext): Servers => ({ servers: core.servers() }),
  APIAddresses: (_params: Empty, { core }: CallContext): StringsResult => ({
    result: core.servers().flat().map(hostPortText),
  }),
  WatchAPIHostPorts: (_params: Empty, context: CallContext): NotifyWatchResult => {
    callingAgent(context.auth);
    const { core } = context;
    return notifyWatcher(context, [addressesTopic], () => JSON.stringify(core.servers()));
  },
};
