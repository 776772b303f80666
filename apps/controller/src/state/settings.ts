/** What the controller knows about itself, each under its own name. */
export interface SettingValues {
  /** UUIDs, made at the first start. */
  "controller-uuid": string;
  "controller-model-uuid": string;
  /** PEM; the keys are secrets. */
  "ca-cert": string;
  "ca-key": string;
  "server-cert": string;
  "server-key": string;
  /** Where it listened last, host:port: agents know this address. */
  "listen-address": string;
  /** What agents are told to use instead, as JSON: a list of host:port. */
  "api-addresses": string;
  /** `upgrade` while agents are kept out, as a Juju controller keeps them out during its upgrade. */
  maintenance: string;
  /** The authorities, other than our own, whose certificates identify agents: a JSON list of PEM. */
  "client-authorities": string;
}

/** The controller's own settings. */
export interface Settings {
  get(key: keyof SettingValues): string | undefined;
  /** Writes all of them or none; undefined takes one away. */
  set(values: { readonly [Key in keyof SettingValues]?: string | undefined }): void;
}
