import {
  Controller,
  type Entity,
  type ModifyControllerAccess,
  type UserAccessResult,
} from "@holdfast/facades";

import { CONTROLLER_ACCESS } from "../../../state/user.js";
import { notImplemented } from "../../api-errors.js";
import { controllerConfig } from "../../controller-config.js";
import { eachDone, eachResult } from "../../results.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../../served-facade.js";
import { writes, type WritingContext } from "../../writes.js";
import { controllerApiInfo } from "../api-addresses.js";
import { modelList } from "../model-mapping.js";
import { changedAccess } from "./access-change.js";
import { aboutItself, superusersOnly, userOf } from "./caller-rights.js";
import { modelStatuses } from "./model-status.js";
import { watchAllModels } from "./model-watcher.js";

/** Whether a version tells a model's owner by a qualifier. */
const isQualified = ({ version }: CallContext): boolean => version >= 13;

function modifyAccess(change: ModifyControllerAccess, context: WritingContext): void {
  superusersOnly(context);
  const { users } = context.core.state;
  const { name, access: now } = userOf(change["user-tag"], context);
  const access = changedAccess(change, CONTROLLER_ACCESS, { user: name, now });
  // Who may not even log in is not forgotten, only kept out.
  if (access === "none") users.setDisabled(name, true);
  else users.setAccess(name, access);
}

/** The controller and all its models, for those who look after them. */
export const controllerFacade: ServedFacade = serve(
  Controller,
  { on: ["controller"], allows: administrators },
  {
    AllModels: (_params, context) => modelList(context, isQualified(context)),
    ControllerConfig: (_params, { core }) => ({ config: controllerConfig(core) }),
    ControllerVersion: (_params, { core }) => ({ version: core.juju.version, "git-commit": "" }),
    ControllerAPIInfoForModels: ({ entities }, { core }) => controllerApiInfo(entities, core),
    GetControllerAccess: ({ entities }, context) => ({
      results: eachResult<Entity, UserAccessResult>(entities, {}, ({ tag }) => {
        aboutItself(tag, context);
        return { result: { "user-tag": tag, access: userOf(tag, context).access } };
      }),
    }),
    ModifyControllerAccess: writes(({ changes }, context) =>
      eachDone(changes, (change) => modifyAccess(change, context)),
    ),
    ModelStatus: ({ entities }, context) => modelStatuses(entities, isQualified(context), context),
    // Nobody vouches for people whom this controller does not know.
    IdentityProviderURL: () => ({ result: "" }),
    MongoVersion: () => ({ result: "" }),
    WatchAllModels: (_params, context) => {
      if (!context.core.juju.traits.watchesEverything) throw notImplemented("WatchAllModels");
      return { "watcher-id": watchAllModels(context) };
    },
  },
);
