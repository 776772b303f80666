import {
  type ControllerApiInfoResults,
  type Empty,
  type Entity,
  hostPortText,
  type NotifyWatchResult,
  type Servers,
  type StringsResult,
} from "@holdfast/facades";

import { addressesTopic } from "../../state/topics.js";
import type { ControllerCore } from "../controller-core.js";
import { type CallContext, callingAgent } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

/** Where the controller of each of these models is to be found: here, always. */
export function controllerApiInfo(
  models: readonly Entity[],
  core: ControllerCore,
): ControllerApiInfoResults {
  return {
    results: models.map(() => ({
      addresses: core.servers().flat().map(hostPortText),
      cacert: core.caCert,
    })),
  };
}

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
