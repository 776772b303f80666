import type { FacadeVersions } from "@holdfast/facades";

import { agentFacade } from "./facades/agent-facade.js";
import { controllerFacade } from "./facades/controller-facade.js";
import { instancePollerFacade } from "./facades/instance-poller-facade.js";
import { agentLifeFlagFacade, lifeFlagFacade } from "./facades/life-flag-facades.js";
import { loggerFacade } from "./facades/logger-facade.js";
import { machinerFacade } from "./facades/machiner-facade.js";
import { migrationFlagFacade, migrationMinionFacade } from "./facades/migration-facades.js";
import { pingerFacade } from "./facades/pinger-facade.js";
import { singularFacade } from "./facades/singular-facade.js";
import { clientFacade } from "./facades/user/client-facade.js";
import { modelManagerFacade } from "./facades/user/model-manager-facade.js";
import {
  allModelWatcherFacade,
  allWatcherFacade,
  migrationStatusWatcherFacade,
  notifyWatcherFacade,
  stringsWatcherFacade,
} from "./facades/watcher-facades.js";
import type { Auth, Scope } from "./auth.js";
import { permissionDenied, unknownFacade, unknownVersion, wrongConnection } from "./api-errors.js";
import type { ServedFacade } from "./served-facade.js";

/** Every facade there is after a login, each in its one version. */
const SERVED: ReadonlyMap<string, ServedFacade> = new Map(
  [
    agentFacade,
    agentLifeFlagFacade,
    allModelWatcherFacade,
    allWatcherFacade,
    clientFacade,
    controllerFacade,
    instancePollerFacade,
    lifeFlagFacade,
    loggerFacade,
    machinerFacade,
    migrationFlagFacade,
    migrationMinionFacade,
    migrationStatusWatcherFacade,
    modelManagerFacade,
    notifyWatcherFacade,
    pingerFacade,
    singularFacade,
    stringsWatcherFacade,
  ].map((facade) => [facade.name, facade]),
);

/** What an anonymous login leaves of them, as Juju does. */
const ANONYMOUS: ReadonlySet<string> = new Set(["NotifyWatcher", "StringsWatcher"]);

function isThere(facade: ServedFacade, auth: Auth, scope: Scope): boolean {
  return (
    facade.on.includes(scope.kind) && (auth.kind !== "anonymous" || ANONYMOUS.has(facade.name))
  );
}

/** What a login is told that this connection offers. */
export function offeredFacades(auth: Auth, scope: Scope): FacadeVersions[] {
  return [...SERVED.values()]
    .filter((facade) => isThere(facade, auth, scope))
    .map(({ name, version }) => ({ name, versions: [version] }));
}

/**
 * The facade that a request asks for.
 *
 * @throws ApiError `not implemented`, `not supported` on this kind of connection, or
 * `unauthorized access` for this kind of caller
 */
export function findFacade(
  request: { readonly facade: string; readonly version: number },
  auth: Auth,
  scope: Scope,
): ServedFacade {
  const facade = SERVED.get(request.facade);
  if (facade === undefined) throw unknownFacade(request.facade);
  if (!isThere(facade, auth, scope)) throw wrongConnection(facade.name, scope.kind);
  if (facade.version !== request.version) throw unknownVersion(facade.name, request.version);
  if (!facade.allows(auth)) throw permissionDenied();
  return facade;
}
