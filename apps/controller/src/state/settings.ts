/** What the controller knows about itself, each under its own name. */
export interface SettingValues {
  /** UUIDs, made at the first start. */
  "controller-uuid": string;
  "controller-model-uuid": string;
  /** PEM: the authority that agents trust. */
  "ca-cert": string;
  /** PEM: the authority that is to take over, while agents learn it. */
  "next-ca-cert": string;
  /** Until when certificates last that it has signed for clients: ms since the epoch, while there are any. */
  "next-ca-vouches-until": string;
  /** Set while the first of the two vouches for nobody: its key was stolen. */
  "ca-compromised": string;
  /** The keys, in databases of before: moved into files when they are met. */
  "ca-key": string;
  "server-key": string;
  /** Set until the pages that held them are wiped. */
  wipe: string;
  /** The keys, encrypted, in a backup alone: JSON, by their files' names. */
  "backed-up-keys": string;
  /** What agents are told to use instead, as JSON: a list of host:port. */
  "api-addresses": string;
  /** `upgrade` while agents are kept out, as a Juju controller keeps them out during its upgrade. */
  maintenance: string;
  /** The authorities, other than our own, whose certificates identify agents: a JSON list of PEM. */
  "client-authorities": string;
}

/** The controller's own settings. */
export interface SettingsView {
  get(key: keyof SettingValues): string | undefined;
}

/** {@link SettingsView}, and what changes them. */
export interface Settings extends SettingsView {
  /** Writes all of them or none; undefined takes one away. */
  set(values: { readonly [Key in keyof SettingValues]?: string | undefined }): void;
}
