import type { Connection } from "@holdfast/connect";

import { SteppedStrategy, wholeSteps } from "../stepped-strategy.js";
import { type Broken, withSteps } from "./broken.js";

/** Strategies that are wrong about who owns what, about interruptions, or about secrets. */
export const brokenOwnership = {
  "leaves a connection open when it fails": withSteps({
    guard: (_call, _connection, use) => use(),
  }),
  "leaves a connection open in any case": withSteps({
    login: async (call, passwords) => {
      const info = call.config.apiInfo();
      if (info !== undefined && info.addrs.length > 0) {
        const { addrs, caCert = "" } = info;
        await call.apiOpen({ addrs, caCert, skipLogin: true }, call.ports.policy.dial);
      }
      return wholeSteps.login(call, passwords);
    },
  }),
  "hands over a closed connection": changing(async (connection) => {
    await connection.close();
    return connection;
  }),
  "hides that the connection broke": changing((connection) =>
    Promise.resolve(
      new Proxy(connection, {
        get: (target, member) =>
          member === "broken" ? new AbortController().signal : bound(target, member),
      }),
    ),
  ),
  "has one connection for all": (ports) => {
    const strategy = new SteppedStrategy(ports);
    let one: Promise<Connection> | undefined;
    return {
      connect: (agent, apiOpen, signal) => {
        one ??= strategy.connect(agent, apiOpen, signal);
        return one;
      },
    };
  },
  "serves one call after another": (ports) => {
    const strategy = new SteppedStrategy(ports);
    let last: Promise<unknown> = Promise.resolve();
    return {
      connect: (agent, apiOpen, signal) => {
        const turn = last.then(() => strategy.connect(agent, apiOpen, signal));
        last = turn.catch(() => undefined);
        return turn;
      },
    };
  },
  "hears no interruption": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return { connect: (agent, apiOpen) => strategy.connect(agent, apiOpen) };
  },
  "has its own reason for an interruption": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) => {
        try {
          return await strategy.connect(agent, apiOpen, signal);
        } catch (error) {
          throw signal?.aborted === true ? new Error("aborted") : error;
        }
      },
    };
  },
  "listens for ever": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) => {
        const connection = await strategy.connect(agent, apiOpen, signal);
        signal?.addEventListener("abort", () => void connection.close());
        return connection;
      },
    };
  },
  "leaves a timer behind": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: (agent, apiOpen, signal) => {
        ports.clock.setTimeout(() => undefined, 60_000);
        return strategy.connect(agent, apiOpen, signal);
      },
    };
  },
  "logs the passwords": withSteps({
    passwords: (call) => {
      const passwords = wholeSteps.passwords(call);
      call.ports.logger.debug("trying", { passwords });
      return passwords;
    },
  }),
  "tells the passwords in its errors": withSteps({
    classify: (call, error) => {
      const told = wholeSteps.passwords(call).join(", ");
      return new Error(`none of ${told} is accepted`, { cause: wholeSteps.classify(call, error) });
    },
  }),
} satisfies Broken;

function changing(change: (connection: Connection) => Promise<Connection>): Broken[string] {
  return (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) =>
        change(await strategy.connect(agent, apiOpen, signal)),
    };
  };
}

function bound(target: object, member: string | symbol): unknown {
  const value: unknown = Reflect.get(target, member);
  return typeof value === "function" ? (value.bind(target) as unknown) : value;
}
