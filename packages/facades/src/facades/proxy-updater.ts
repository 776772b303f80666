import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorInfo } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
import { list, message, optional, type Schema, text } from "../wire.js";

export interface ProxyConfig {
  http: string;
  https: string;
  ftp: string;
  "no-proxy": string;
}
export const ProxyConfig: Schema<ProxyConfig> = message({
  http: text,
  https: text,
  ftp: text,
  "no-proxy": text,
});

/** The proxies of a machine: of its processes (`legacy`), of Juju itself, of apt and of snap. */
export interface ProxyConfigResult {
  "legacy-proxy-settings": ProxyConfig;
  "juju-proxy-settings": ProxyConfig;
  "apt-proxy-settings"?: ProxyConfig;
  "snap-proxy-settings"?: ProxyConfig;
  "snap-store-id"?: string;
  "snap-store-assertions"?: string;
  "snap-store-proxy-url"?: string;
  "apt-mirror"?: string;
  error?: ErrorInfo;
}
export const ProxyConfigResult: Schema<ProxyConfigResult> = message({
  "legacy-proxy-settings": ProxyConfig,
  "juju-proxy-settings": ProxyConfig,
  "apt-proxy-settings": optional(ProxyConfig),
  "snap-proxy-settings": optional(ProxyConfig),
  "snap-store-id": optional(text),
  "snap-store-assertions": optional(text),
  "snap-store-proxy-url": optional(text),
  "apt-mirror": optional(text),
  error: optional(ErrorInfo),
});

export interface ProxyConfigResults {
  results: ProxyConfigResult[];
}
export const ProxyConfigResults: Schema<ProxyConfigResults> = message({
  results: list(ProxyConfigResult),
});

/** Which proxies a machine is to use. */
export interface ProxyUpdaterMethods {
  ProxyConfig(params: Entities): ProxyConfigResults;
  WatchForProxyConfigAndAPIHostPortChanges(params: Entities): NotifyWatchResults;
}

export const ProxyUpdater: Facade<ProxyUpdaterMethods> = defineFacade<ProxyUpdaterMethods>({
  name: "ProxyUpdater",
  version: 2,
  methods: {
    ProxyConfig: { params: Entities, result: ProxyConfigResults },
    WatchForProxyConfigAndAPIHostPortChanges: { params: Entities, result: NotifyWatchResults },
  },
});
