import { formatVersion, parseVersion } from "@holdfast/names";

import { ControllerError } from "../errors.js";
import type { Model } from "./model.js";
import type { ModelStore, ModelView } from "./store.js";

export type ConfigValue = string | number | boolean;

/** A value, and where it is from: set for the model, or by default. */
export interface ModelConfigEntry {
  readonly value: ConfigValue;
  readonly source: "default" | "model";
}

/** The key that says which version a model's agents should be; without it they stay what they are. */
export const AGENT_VERSION = "agent-version";
/** The key that is kept with the model itself. */
const LOGGING_CONFIG = "logging-config";
const DEFAULT_LOGGING = "<root>=INFO";

/** What a model may be configured with, and what holds where it is not: Juju's own names and values. */
export const MODEL_CONFIG_DEFAULTS: Readonly<Record<string, ConfigValue>> = {
  "agent-metadata-url": "",
  "agent-stream": "released",
  "apt-ftp-proxy": "",
  "apt-http-proxy": "",
  "apt-https-proxy": "",
  "apt-mirror": "",
  "apt-no-proxy": "",
  "authorized-keys": "",
  "automatically-retry-hooks": true,
  "backup-dir": "",
  "charmhub-url": "https://api.charmhub.io",
  "cloudinit-userdata": "",
  "container-image-metadata-defaults-disabled": false,
  "container-image-metadata-url": "",
  "container-image-stream": "released",
  "container-inherit-properties": "",
  "container-networking-method": "",
  "default-base": "",
  "default-space": "",
  development: false,
  "disable-network-management": false,
  "disable-telemetry": false,
  "egress-subnets": "",
  "enable-os-refresh-update": true,
  "enable-os-upgrade": true,
  "firewall-mode": "instance",
  "ftp-proxy": "",
  "http-proxy": "",
  "https-proxy": "",
  "image-metadata-defaults-disabled": false,
  "image-metadata-url": "",
  "image-stream": "released",
  "juju-ftp-proxy": "",
  "juju-http-proxy": "",
  "juju-https-proxy": "",
  "juju-no-proxy": "127.0.0.1,localhost,::1",
  "lxd-snap-channel": "5.0/stable",
  "max-action-results-age": "336h",
  "max-action-results-size": "5G",
  mode: "requires-prompts",
  "net-bond-reconfigure-delay": 17,
  "no-proxy": "127.0.0.1,localhost,::1",
  "num-container-provision-workers": 4,
  "num-provision-workers": 16,
  "proxy-ssh": false,
  "saas-ingress-allow": "0.0.0.0/0,::/0",
  "snap-http-proxy": "",
  "snap-https-proxy": "",
  "snap-store-assertions": "",
  "snap-store-proxy": "",
  "snap-store-proxy-url": "",
  "ssh-allow": "0.0.0.0/0,::/0",
  "ssl-hostname-verification": true,
  "test-mode": false,
  "transmit-vendor-metrics": true,
  "update-status-hook-interval": "5m",
};

function notValid(message: string, cause?: unknown): ControllerError {
  return new ControllerError("ERR_NOT_VALID", message, cause === undefined ? {} : { cause });
}

function checkedVersion(text: string): string {
  try {
    return formatVersion(parseVersion(text));
  } catch (cause) {
    throw notValid(`"${text}" is no version: write it as 3.6.28 or 4.1-beta2`, cause);
  }
}

function checkKey(key: string): void {
  if (key === AGENT_VERSION || key === LOGGING_CONFIG) return;
  if (Object.hasOwn(MODEL_CONFIG_DEFAULTS, key)) return;
  throw notValid(`a model has no configuration ${JSON.stringify(key.slice(0, 64))}`);
}

/**
 * The value that a text means for a key.
 *
 * @throws {@link ControllerError} ERR_NOT_VALID for an unknown key, or a value of another type
 */
export function configValue(key: string, text: string): ConfigValue {
  checkKey(key);
  if (key === AGENT_VERSION) return checkedVersion(text);
  const byDefault = MODEL_CONFIG_DEFAULTS[key];
  if (typeof byDefault === "number") {
    if (/^\d{1,9}$/u.test(text)) return Number(text);
    throw notValid(`${key} is a number, not "${text}"`);
  }
  if (typeof byDefault === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw notValid(`${key} is true or false, not "${text}"`);
  }
  return text;
}

/** What holds for the model, by key; `besides` is what may be set in it besides, by default. */
export function modelConfigOf(
  model: Model,
  models: Pick<ModelView, "config">,
  besides: Readonly<Record<string, ConfigValue>> = {},
): Map<string, ModelConfigEntry> {
  const config = new Map<string, ModelConfigEntry>();
  for (const [key, value] of Object.entries({ ...MODEL_CONFIG_DEFAULTS, ...besides })) {
    config.set(key, { value, source: "default" });
  }
  for (const [key, text] of models.config(model.uuid)) {
    config.set(key, { value: configValue(key, text), source: "model" });
  }
  return config.set(LOGGING_CONFIG, { value: model.loggingConfig, source: "model" });
}

/**
 * Sets all of these or none; undefined goes back to the default.
 *
 * @throws {@link ControllerError} ERR_NOT_VALID, ERR_NOT_FOUND for the model
 */
export function setModelConfig(
  models: ModelStore,
  model: string,
  values: Readonly<Record<string, string | undefined>>,
): void {
  const rest = new Map(Object.entries(values));
  for (const [key, text] of rest) {
    if (text === undefined) checkKey(key);
    else configValue(key, text);
  }
  if (rest.has(LOGGING_CONFIG)) {
    models.setLoggingConfig(model, rest.get(LOGGING_CONFIG) ?? DEFAULT_LOGGING);
    rest.delete(LOGGING_CONFIG);
  }
  if (rest.size > 0) models.setConfig(model, rest);
}
