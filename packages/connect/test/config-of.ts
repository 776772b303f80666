import type { AgentConfig } from "../src/index.js";

/** A configuration of which only the credentials matter. */
export function configOf(credentials: {
  current?: string;
  old?: string;
  kept?: readonly string[];
  values?: Readonly<Record<string, string>>;
}): AgentConfig {
  const { current = "", old = "", kept = [], values = {} } = credentials;
  const config: AgentConfig & { keptPasswords: readonly string[] } = {
    tag: "machine-0",
    nonce: "n",
    dataDir: "/nowhere",
    caCert: "",
    model: undefined,
    controller: undefined,
    oldPassword: old,
    apiAddresses: ["localhost:17070"],
    keptPasswords: kept,
    apiInfo: () => ({ addrs: ["localhost:17070"], password: current }),
    value: (key) => values[key],
  };
  return config;
}
