import type { Delta } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import type { Agent } from "../../../state/agent.js";
import { agentsTopic, modelsTopic, modelTopic, type Topic } from "../../../state/topics.js";
import { scopeModel } from "../../auth.js";
import type { ControllerCore } from "../../controller-core.js";
import type { CallContext } from "../../served-facade.js";
import { timestamp } from "../../timestamp.js";
import { visibleModels } from "../../visible-models.js";
import { jobsOf } from "../agent-facade.js";
import { modelDelta } from "../model-mapping.js";

interface WatchedEntity {
  readonly kind: "model" | "machine" | "unit";
  readonly entity: Record<string, unknown>;
  /** What says which one it is, once it is gone. */
  readonly key: Record<string, unknown>;
}

function agentEntity(model: string, agent: Agent, version: string): WatchedEntity {
  const status = {
    current: agent.status,
    message: agent.statusInfo,
    since: timestamp(agent.statusSince),
    version,
  };
  if (agent.tag.startsWith("unit-")) {
    const name = parseTagOf("unit", agent.tag).id;
    const key = { "model-uuid": model, name };
    const application = name.split("/")[0];
    return {
      kind: "unit",
      key,
      entity: { ...key, application, life: agent.life, "agent-status": status },
    };
  }
  const key = { "model-uuid": model, id: parseTagOf("machine", agent.tag).id };
  const entity = {
    ...key,
    "instance-id": agent.nonce === "" ? "" : agent.tag,
    hostname: agent.hostname ?? "",
    life: agent.life,
    "agent-status": status,
    "container-type": agent.containerType,
    jobs: jobsOf(agent),
    addresses: agent.addresses,
    "has-vote": agent.managesModels,
    "wants-vote": agent.managesModels,
  };
  return { kind: "machine", key, entity };
}

/** Everything in the model, each under a name of its own. */
function everything(core: ControllerCore, model: string): ReadonlyMap<string, WatchedEntity> {
  const found = core.state.models.find(model);
  if (found === undefined) return new Map();
  const entity = modelDelta(core, found);
  return new Map<string, WatchedEntity>([
    [`model-${model}`, { kind: "model", entity, key: { "model-uuid": model } }],
    ...core.state.agents
      .list(model)
      .map((agent): [string, WatchedEntity] => [
        agent.tag,
        agentEntity(model, agent, core.juju.version),
      ]),
  ]);
}

/** Tells what of `look` came, went, or became different; first of all everything. */
function newsOf(look: () => ReadonlyMap<string, WatchedEntity>): () => Delta[] | undefined {
  let seen: ReadonlyMap<string, WatchedEntity> = new Map();
  const text = (watched: WatchedEntity | undefined): string => JSON.stringify(watched?.entity);
  return () => {
    const now = look();
    const changed = [...now].filter(([name, watched]) => text(watched) !== text(seen.get(name)));
    const gone = [...seen].filter(([name]) => !now.has(name));
    seen = now;
    if (changed.length === 0 && gone.length === 0) return undefined;
    return [
      ...changed.map(([, { kind, entity }]): Delta => [kind, "change", entity]),
      ...gone.map(([, { kind, key }]): Delta => [kind, "remove", key]),
    ];
  };
}

const topicsOf = (model: string): readonly Topic[] => [modelTopic(model), agentsTopic(model)];

/** A watcher that tells first of all there is in the connection's model, then of what changes. */
export function watchModel({ core, scope, watchers }: CallContext): string {
  const model = scopeModel(scope);
  const news = newsOf(() => everything(core, model));
  const subscribe = (listener: () => void): (() => void) =>
    core.hub.watch(topicsOf(model), listener);
  return watchers.add("all", { news, subscribe }, true);
}

/** The same of all models that the caller may see, those that come included. */
export function watchAllModels(context: CallContext): string {
  const { core, watchers } = context;
  const look = (): ReadonlyMap<string, WatchedEntity> =>
    new Map(
      visibleModels(context).flatMap(({ uuid }) =>
        [...everything(core, uuid)].map(([name, entity]) => [`${uuid} ${name}`, entity] as const),
      ),
    );
  const subscribe = (listener: () => void): (() => void) => {
    const followModels = (): (() => void) =>
      core.hub.watch(
        visibleModels(context).flatMap(({ uuid }) => topicsOf(uuid)),
        listener,
      );
    let forgetModels = followModels();
    const forgetList = core.hub.watch([modelsTopic], () => {
      forgetModels();
      forgetModels = followModels();
      listener();
    });
    return () => {
      forgetList();
      forgetModels();
    };
  };
  return watchers.add("all", { news: newsOf(look), subscribe }, true);
}
