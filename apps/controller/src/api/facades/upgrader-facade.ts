import { type Entity, type ToolsResult, Upgrader, type VersionResult } from "@holdfast/facades";
import { formatVersion, parseVersion } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc";

import { KEPT } from "../../bounds.js";
import type { Agent } from "../../state/agent.js";
import { AGENT_VERSION } from "../../state/model-config.js";
import { agentTopic, modelTopic } from "../../state/topics.js";
import { checkLength } from "../kept-words.js";
import { ownEntity } from "../own-entity.js";
import { eachDone, eachResult } from "../results.js";
import { agentsOnly, type CallContext, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { writes } from "../writes.js";

/** Number, operating system, architecture. */
const BINARY = /^(?<number>.+)-(?<os>[a-z0-9]+)-(?<arch>[a-z0-9]+)$/u;

/** @throws ApiError for a version that is not a binary's */
function numberOf(binary: string): string {
  try {
    return formatVersion(parseVersion(BINARY.exec(binary)?.groups?.["number"] ?? ""));
  } catch (cause) {
    const shown = JSON.stringify(binary.slice(0, 120));
    throw new ApiError(`invalid binary version ${shown}`, { code: "", cause });
  }
}

/**
 * What the agent should be: what the operator set for its model. Nobody here replaces an agent, so
 * without that each is right as it is.
 */
function desired({ model, agentVersion }: Agent, { core }: CallContext): string {
  const set = core.state.models.config(model).get(AGENT_VERSION);
  return set ?? (agentVersion === undefined ? core.juju.version : numberOf(agentVersion));
}

/** Which version an agent is, and which it should be. The binaries themselves are not here. */
export const upgraderFacade: ServedFacade = serve(
  Upgrader,
  { on: ["model"], allows: agentsOnly },
  {
    SetTools: writes((params, context) => {
      const versions = params["agent-tools"];
      for (const { tools } of versions) {
        checkLength("a version", tools.version, KEPT.version);
        numberOf(tools.version);
      }
      return eachDone(versions, ({ tag, tools }) => {
        const { model, agentVersion } = ownEntity(tag, context);
        if (agentVersion === tools.version) return;
        context.core.state.agents.setAgentVersion(model, tag, tools.version);
      });
    }),
    WatchAPIVersion: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        const { model } = ownEntity(tag, context);
        const topics = [modelTopic(model), agentTopic(model, tag)];
        const { agents } = context.core.state;
        return notifyWatcher(context, topics, () => {
          const agent = agents.find(model, tag);
          return agent && desired(agent, context);
        });
      }),
    }),
    DesiredVersion: ({ entities }, context) => ({
      results: eachResult<Entity, VersionResult>(entities, {}, ({ tag }) => ({
        version: desired(ownEntity(tag, context), context),
      })),
    }),
    Tools: ({ entities }, context) => ({
      results: eachResult<Entity, ToolsResult>(entities, { tools: [] }, ({ tag }) => {
        const version = desired(ownEntity(tag, context), context);
        throw new ApiError(`this controller has no agent binaries of ${version}`, {
          code: "not found",
        });
      }),
    }),
  },
);
