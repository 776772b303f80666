import { createHash } from "node:crypto";

import type { Delta } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import { WATCHERS } from "../../../bounds.js";
import type { Agent } from "../../../state/agent.js";
import type { Store } from "../../../state/store.js";
import type { Model } from "../../../state/model.js";
import {
  agentsTopic,
  agentTopic,
  modelsTopic,
  modelTopic,
  type Topic,
} from "../../../state/topics.js";
import { scopeModel } from "../../auth.js";
import type { ControllerCore } from "../../controller-core.js";
import type { CallContext } from "../../served-facade.js";
import { timestamp } from "../../timestamp.js";
import { visibleModels } from "../../visible-models.js";
import type { Watched } from "../../watcher.js";
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

const CHANGES = WATCHERS.changes;

/** What of a model a client was told, and how far it has been told. */
class ToldModel {
  readonly #core: ControllerCore<Store>;
  readonly #model: string;
  /** By tag, what tells whether it is different now; the model itself is under `""`. */
  readonly #told = new Map<string, { readonly seen: string; readonly gone: Delta }>();
  /** The last change that is told; what is told first is all there is, by tag. */
  #number: number;
  #first: { readonly after: string } | undefined = { after: "" };
  #hasMore = true;

  constructor(core: ControllerCore<Store>, model: string) {
    this.#core = core;
    this.#model = model;
    this.#number = core.state.changes.latest();
  }

  /** Whether there may be more to tell at once. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** What there is to tell, and no more than an answer holds. */
  next(): Delta[] {
    const { state } = this.#core;
    const model = state.models.find(this.#model);
    if (model === undefined) return this.#farewell();
    const deltas = this.#difference("", modelEntity(this.#core, model));
    if (this.#first === undefined) return [...deltas, ...this.#changed()];
    const page = state.agents.page(this.#model, this.#first.after, CHANGES);
    this.#first = page.length < CHANGES ? undefined : { after: page.at(-1)?.tag ?? "" };
    this.#hasMore = true;
    return [
      ...deltas,
      ...page.flatMap((agent) => this.#difference(agent.tag, this.#entity(agent))),
    ];
  }

  /** That there is nothing of it any more. */
  #farewell(): Delta[] {
    const gone = [...this.#told.values()].slice(0, CHANGES).map((one) => one.gone);
    for (const tag of [...this.#told.keys()].slice(0, CHANGES)) this.#told.delete(tag);
    this.#hasMore = this.#told.size > 0;
    return gone;
  }

  #changed(): Delta[] {
    const { state } = this.#core;
    const prefix = agentTopic(this.#model, "");
    const { names, number } = state.changes.since(this.#number, { prefix, limit: CHANGES });
    this.#number = number;
    this.#hasMore = names.length === CHANGES;
    return names.flatMap((tag) => {
      const agent = state.agents.find(this.#model, tag);
      return this.#difference(tag, agent === undefined ? undefined : this.#entity(agent));
    });
  }

  #entity(agent: Agent): WatchedEntity {
    return agentEntity(this.#model, agent, this.#core.juju.version);
  }

  /** What is new about one of them. */
  #difference(tag: string, watched: WatchedEntity | undefined): Delta[] {
    const before = this.#told.get(tag);
    if (watched === undefined) {
      this.#told.delete(tag);
      return before === undefined ? [] : [before.gone];
    }
    const { kind, entity, key } = watched;
    const seen = createHash("sha1").update(JSON.stringify(entity)).digest("base64");
    if (before?.seen === seen) return [];
    this.#told.set(tag, { seen, gone: [kind, "remove", key] });
    return [[kind, "change", entity]];
  }
}

function modelEntity(core: ControllerCore<Store>, model: Model): WatchedEntity {
  return { kind: "model", entity: modelDelta(core, model), key: { "model-uuid": model.uuid } };
}

const topicsOf = (model: string): readonly Topic[] => [modelTopic(model), agentsTopic(model)];

/** A watcher that tells first of all there is in the connection's model, then of what changes. */
export function watchModel({ core, scope, watchers }: CallContext<Store>): string {
  const model = scopeModel(scope);
  const told = new ToldModel(core, model);
  const watched: Watched<Delta[]> = {
    everything: true,
    news: () => someOf(told.next()),
    hasMore: () => told.hasMore,
    subscribe: (listener) => core.hub.watch(topicsOf(model), listener),
  };
  return watchers.add("all", watched, true);
}

const someOf = (deltas: Delta[]): Delta[] | undefined => (deltas.length === 0 ? undefined : deltas);

/** The same of all models that the caller may see, those that come included. */
export function watchAllModels(context: CallContext<Store>): string {
  const { core, watchers } = context;
  const told = new Map<string, ToldModel>();
  /** Those that may have something to tell. */
  const due = new Set<string>();
  const news = (): Delta[] | undefined => {
    for (const { uuid } of visibleModels(context)) {
      if (told.has(uuid)) continue;
      told.set(uuid, new ToldModel(core, uuid));
      due.add(uuid);
    }
    const deltas: Delta[] = [];
    for (const uuid of due) {
      if (deltas.length >= CHANGES) break;
      const model = told.get(uuid);
      deltas.push(...(model?.next() ?? []));
      if (model?.hasMore !== true) due.delete(uuid);
      if (core.state.models.find(uuid) === undefined && model?.hasMore !== true) told.delete(uuid);
    }
    return someOf(deltas);
  };
  const subscribe = (listener: () => void): (() => void) => {
    const ends = new Map<string, () => void>();
    const follow = (): void => {
      for (const { uuid } of visibleModels(context)) {
        if (ends.has(uuid)) continue;
        const changed = (): void => {
          due.add(uuid);
          listener();
        };
        ends.set(uuid, core.hub.watch(topicsOf(uuid), changed));
      }
    };
    follow();
    const forget = core.hub.watch([modelsTopic], () => {
      follow();
      listener();
    });
    return () => {
      forget();
      for (const end of ends.values()) end();
    };
  };
  const hasMore = (): boolean => due.size > 0;
  return watchers.add("all", { everything: true, news, hasMore, subscribe }, true);
}
