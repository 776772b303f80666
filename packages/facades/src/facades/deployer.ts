import { defineFacade, type Facade } from "../facade.js";
import {
  Empty,
  Entities,
  ErrorResults,
  LifeResults,
  StringResult,
  StringsResult,
} from "../messages/common.js";
import { Servers } from "../messages/host-port.js";
import { NotifyWatchResult, StringsWatchResults } from "../messages/watch.js";
import { list, message, type Schema, text } from "../wire.js";
import { EntityPasswords } from "./agent.js";
import { SetStatus } from "./machiner.js";

export interface DeployerConnectionValues {
  /** host:port */
  "api-addresses": string[];
}
export const DeployerConnectionValues: Schema<DeployerConnectionValues> = message({
  "api-addresses": list(text),
});

/** The units that a machine is to run. */
export interface DeployerMethods {
  WatchUnits(params: Entities): StringsWatchResults;
  Life(params: Entities): LifeResults;
  Remove(params: Entities): ErrorResults;
  SetPasswords(params: EntityPasswords): ErrorResults;
  SetStatus(params: SetStatus): ErrorResults;
  ConnectionInfo(params: Empty): DeployerConnectionValues;
  ModelUUID(params: Empty): StringResult;
  APIHostPorts(params: Empty): Servers;
  APIAddresses(params: Empty): StringsResult;
  WatchAPIHostPorts(params: Empty): NotifyWatchResult;
}

export const Deployer: Facade<DeployerMethods> = defineFacade<DeployerMethods>({
  name: "Deployer",
  version: 1,
  methods: {
    WatchUnits: { params: Entities, result: StringsWatchResults },
    Life: { params: Entities, result: LifeResults },
    Remove: { params: Entities, result: ErrorResults },
    SetPasswords: { params: EntityPasswords, result: ErrorResults },
    SetStatus: { params: SetStatus, result: ErrorResults },
    ConnectionInfo: { params: Empty, result: DeployerConnectionValues },
    ModelUUID: { params: Empty, result: StringResult },
    APIHostPorts: { params: Empty, result: Servers },
    APIAddresses: { params: Empty, result: StringsResult },
    WatchAPIHostPorts: { params: Empty, result: NotifyWatchResult },
  },
});
