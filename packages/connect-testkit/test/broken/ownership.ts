import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Connection, StrategyPorts } from "@holdfast/connect";

import { SteppedStrategy, wholeSteps } from "../stepped-strategy.js";
import { testSource } from "../test-source.js";
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
  "closes its connection within the hour": changing((connection, { clock }) => {
    const timer = clock.setTimeout(() => void connection.close(), 30 * 60_000);
    connection.broken.addEventListener("abort", () => clock.clearTimeout(timer), { once: true });
    return Promise.resolve(connection);
  }),
  "asks its source without listening": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) => {
        await testSource.ask();
        return strategy.connect(agent, apiOpen, signal);
      },
    };
  },
  "reads its file without listening": (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) => {
        await promisify(execFile)("sleep", ["2"]);
        return strategy.connect(agent, apiOpen, signal);
      },
    };
  },
  "asks its source once": (ports) => {
    const strategy = new SteppedStrategy(ports);
    let asked: Promise<void> | undefined;
    return {
      connect: async (agent, apiOpen, signal) => {
        asked ??= testSource.ask(signal);
        await asked;
        return strategy.connect(agent, apiOpen, signal);
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

function changing(
  change: (connection: Connection, ports: StrategyPorts) => Promise<Connection>,
): Broken[string] {
  return (ports) => {
    const strategy = new SteppedStrategy(ports);
    return {
      connect: async (agent, apiOpen, signal) =>
        change(await strategy.connect(agent, apiOpen, signal), ports),
    };
  };
}

function bound(target: object, member: string | symbol): unknown {
  const value: unknown = Reflect.get(target, member);
  return typeof value === "function" ? (value.bind(target) as unknown) : value;
}
