import {
  type Entity,
  type ProxyConfig,
  type ProxyConfigResult,
  ProxyUpdater,
} from "@holdfast/facades";

import { addressesTopic, modelTopic } from "../../state/topics.js";
import { modelConfigValues } from "../model-config.js";
import { ownEntity } from "../own-entity.js";
import { eachResult } from "../results.js";
import { agentsOnly, type CallContext, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";

const BLANK: ProxyConfig = { http: "", https: "", ftp: "", "no-proxy": "" };

interface Proxies {
  readonly "legacy-proxy-settings": ProxyConfig;
  readonly "juju-proxy-settings": ProxyConfig;
  readonly "apt-proxy-settings": ProxyConfig;
  readonly "snap-proxy-settings": ProxyConfig;
  readonly "snap-store-id"?: string;
  readonly "snap-store-assertions"?: string;
  readonly "snap-store-proxy-url"?: string;
  readonly "apt-mirror"?: string;
}

/** The hosts that no proxy is asked for, the controller's own among them, in Juju's order. */
function noProxy(configured: string, { core }: CallContext): string {
  const hosts = configured.split(",").map((host) => host.trim());
  const servers = core.servers().flat();
  const all = new Set([...hosts, ...servers.map(({ value }) => value)]);
  all.delete("");
  return [...all].toSorted().join(",");
}

function proxies(context: CallContext, model: string): Proxies {
  const { core } = context;
  const config = modelConfigValues(core.state.models.get(model), core);
  const text = (...keys: string[]): string =>
    keys.map((key) => config[key]).find((value): value is string => Boolean(value)) ?? "";
  const optional = <Key extends string>(name: Key, key: string): { [Name in Key]?: string } => {
    const value = text(key);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one key, or none
    return (value === "" ? {} : { [name]: value }) as { [Name in Key]?: string };
  };
  const settings = (...prefixes: string[]): ProxyConfig => {
    const of = (name: string): string => text(...prefixes.map((prefix) => `${prefix}${name}`));
    return {
      http: of("http-proxy"),
      https: of("https-proxy"),
      ftp: of("ftp-proxy"),
      "no-proxy": noProxy(of("no-proxy"), context),
    };
  };
  return {
    "legacy-proxy-settings": settings(""),
    "juju-proxy-settings": settings("juju-"),
    "apt-proxy-settings": settings("apt-", "juju-", ""),
    "snap-proxy-settings": {
      ...BLANK,
      http: text("snap-http-proxy"),
      https: text("snap-https-proxy"),
    },
    ...optional("snap-store-id", "snap-store-proxy"),
    ...optional("snap-store-assertions", "snap-store-assertions"),
    ...optional("snap-store-proxy-url", "snap-store-proxy-url"),
    ...optional("apt-mirror", "apt-mirror"),
  };
}

/** Which proxies a machine is to use, as its model is configured. */
export const proxyUpdaterFacade: ServedFacade = serve(
  ProxyUpdater,
  { on: ["model"], allows: agentsOnly },
  {
    ProxyConfig: ({ entities }, context) => ({
      results: eachResult<Entity, ProxyConfigResult>(
        entities,
        { "legacy-proxy-settings": BLANK, "juju-proxy-settings": BLANK },
        ({ tag }) => proxies(context, ownEntity(tag, context).model),
      ),
    }),
    WatchForProxyConfigAndAPIHostPortChanges: ({ entities }, context) => ({
      results: eachResult(entities, { NotifyWatcherId: "" }, ({ tag }) => {
        const { model } = ownEntity(tag, context);
        return notifyWatcher(context, [modelTopic(model), addressesTopic], () =>
          JSON.stringify(proxies(context, model)),
        );
      }),
    }),
  },
);
