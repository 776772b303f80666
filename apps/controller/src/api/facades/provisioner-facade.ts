import {
  type Entity,
  type MachineContainerResult,
  Provisioner,
  type StringsWatchResult,
  type WatchContainer,
} from "@holdfast/facades";

import { scopeModel } from "../auth.js";
import { ownEntity } from "../own-entity.js";
import { quietNames } from "../quiet-watchers.js";
import { eachDone, eachResult } from "../results.js";
import { type CallContext, machinesOnly, serve, type ServedFacade } from "../served-facade.js";
import { apiAddresses } from "./api-addresses.js";
import { configMethods, modelUuidMethod } from "./config-methods.js";

function watchContainers(
  params: readonly WatchContainer[],
  context: CallContext,
): { results: StringsWatchResult[] } {
  return {
    results: eachResult<WatchContainer, StringsWatchResult>(
      params,
      { "watcher-id": "" },
      (watched) => {
        ownEntity(watched["machine-tag"], context);
        return quietNames(context);
      },
    ),
  };
}

/** That a machine is to have no containers: whatever it could have, nobody here asks for one. */
export const provisionerFacade: ServedFacade = serve(
  Provisioner,
  { on: ["model"], allows: machinesOnly },
  {
    Life: ({ entities }, context) => ({
      results: eachResult(entities, { life: "" }, ({ tag }) => ({
        life: ownEntity(tag, context).life,
      })),
    }),
    SupportedContainers: ({ entities }, context) => ({
      results: eachResult<Entity, MachineContainerResult>(
        entities,
        { "container-types": [], determined: false },
        ({ tag }) => {
          ownEntity(tag, context);
          return { "container-types": [], determined: true };
        },
      ),
    }),
    SetSupportedContainers: ({ params }, context) =>
      eachDone(params, (machine) => void ownEntity(machine["machine-tag"], context)),
    ContainerManagerConfig: (_params, { scope }) => ({
      config: {
        "container-image-stream": "released",
        "container-networking-method": "local",
        "lxd-snap-channel": "5.0/stable",
        "model-uuid": scopeModel(scope),
      },
    }),
    AvailabilityZone: ({ entities }, context) => ({
      results: eachResult(entities, { result: "" }, ({ tag }) => {
        ownEntity(tag, context);
        return { result: "" };
      }),
    }),
    WatchContainers: ({ params }, context) => watchContainers(params, context),
    WatchAllContainers: ({ params }, context) => watchContainers(params, context),
    ...configMethods,
    ...modelUuidMethod,
    ...apiAddresses,
  },
);
