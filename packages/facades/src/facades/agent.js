import { defineFacade } from "../facade.js";
import { Empty, Entities, ErrorInfo, ErrorResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
import { flag, integer, list, message, optional, text } from "../wire.js";
export const AgentEntity = message({
  life: text,
  jobs: list(text),
  "container-type": text,
  error: optional(ErrorInfo),
});
export const AgentEntities = message({ entities: list(AgentEntity) });
export const EntityPassword = message({ tag: text, password: text });
export const EntityPasswords = message({ changes: list(EntityPassword) });
export const StateServingInfo = message({
  "api-port": integer,
  "controller-api-port": optional(integer),
  "state-port": integer,
  cert: text,
  "private-key": text,
  "ca-private-key": text,
  "shared-secret": text,
  "system-identity": text,
});
export const IsMasterResult = message({ master: flag });
export const Agent = defineFacade({
  name: "Agent",
  version: 3,
  methods: {
    GetEntities: { params: Entities, result: AgentEntities },
    SetPasswords: { params: EntityPasswords, result: ErrorResults },
    ClearReboot: { params: Entities, result: ErrorResults },
    WatchCredentials: { params: Entities, result: NotifyWatchResults },
    StateServingInfo: { params: Empty, result: StateServingInfo },
    IsMaster: { params: Empty, result: IsMasterResult },
  },
});
