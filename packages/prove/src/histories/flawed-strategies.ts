// Strategies with one thing wrong each: the proof is worth something only where it finds them out.
import {
  type AgentConfig,
  ChangedPasswordError,
  connectFallback,
  type ConnectStrategy,
} from "@holdfast/connect";
import { setRemotePassword } from "@holdfast/connect/testing";

import { type AgentKind, holdfast } from "./agent-kind.js";

/** What a flawed strategy does after a login with the old password. */
type Rotate = (steps: {
  readonly fresh: string;
  readonly write: (password: string, old: string) => Promise<void>;
  readonly tell: (password: string) => Promise<void>;
  readonly accepted: string;
}) => Promise<void>;

/** Logs in as every strategy does, with the two passwords of the file, and rotates its own way. */
function strategy(generate: () => string, rotate: Rotate): ConnectStrategy {
  return {
    connect: async (agent, apiOpen, signal) => {
      const config = agent.currentConfig();
      const info = config.apiInfo();
      if (info === undefined) throw new Error("no addresses");
      const passwords = [info.password ?? "", config.oldPassword];
      const { connection, password } = await connectFallback({ apiOpen, info, passwords, signal });
      const tell = (fresh: string): Promise<void> =>
        setRemotePassword(connection, config.tag, fresh);
      if (password === info.password) {
        await tell(password);
        return connection;
      }
      const write = (fresh: string, old: string): Promise<void> =>
        agent.changeConfig((setter) => {
          setter.setPassword(fresh);
          setter.setOldPassword(old);
        });
      await rotate({ fresh: generate(), write, tell, accepted: password });
      await connection.close();
      throw new ChangedPasswordError();
    },
  };
}

const kind = (name: string, rotate: Rotate): AgentKind => ({
  name,
  open: (files) => holdfast.open(files),
  strategy: (generate) => strategy(generate, rotate),
});

/** Juju's: a fresh password each time the old one was needed. */
export const freshEachTime: AgentKind = kind(
  "a fresh password each time, as Juju",
  async ({ fresh, write, tell, accepted }) => {
    await write(fresh, accepted);
    await tell(fresh);
  },
);

export const wireBeforeDisk: AgentKind = kind(
  "the controller is told before the disk",
  async ({ fresh, write, tell, accepted }) => {
    await tell(fresh);
    await write(fresh, accepted);
  },
);

export const forgetsOld: AgentKind = kind(
  "the old password is forgotten",
  async ({ fresh, write, tell }) => {
    await write(fresh, "");
    await tell(fresh);
  },
);

export const setsKnown: AgentKind = kind(
  "a password that others know is set",
  async ({ write, tell, accepted }) => {
    await write(accepted, accepted);
    await tell(accepted);
  },
);

/** Ours, with the two passwords of the file and none of those that were displaced from it. */
export const twoSlots: AgentKind = {
  ...holdfast,
  name: "displaced passwords are not kept, and Juju's agent runs in between",
  open: async (files) => {
    const agent = await holdfast.open(files);
    return {
      currentConfig: () => forgetful(agent.currentConfig()),
      changeConfig: (mutate) => agent.changeConfig(mutate),
      [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
    };
  },
};

function forgetful(config: AgentConfig): AgentConfig {
  const { tag, nonce, dataDir, caCert, model, controller, oldPassword, apiAddresses } = config;
  return {
    tag,
    nonce,
    dataDir,
    caCert,
    model,
    controller,
    oldPassword,
    apiAddresses,
    apiInfo: () => config.apiInfo(),
    value: (key) => config.value(key),
  };
}

export const flawedStrategies: readonly AgentKind[] = [
  freshEachTime,
  wireBeforeDisk,
  forgetsOld,
  setsKnown,
];
