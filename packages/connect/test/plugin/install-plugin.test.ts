import { VirtualClock } from "@holdfast/ports/testing";
import * as v from "valibot";
import { describe, expect, test } from "vitest";

import {
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  type ConnectStrategy,
  defaultConnectPolicy,
  defineConnectPlugin,
  LOGGER,
  RANDOM,
  silentLogger,
  type StrategyPorts,
  systemClock,
} from "../../src/index.js";
import {
  connectChoice,
  connectStrategyNamed,
  createContainer,
  type DependencyContainer,
  installConnectPlugin,
  installedStrategies,
  useConnectStrategy,
} from "../../src/agent.js";
import { configOf } from "../config-of.js";

const aStrategy = (): ConnectStrategy => ({
  connect: () => Promise.reject(new Error("never called")),
});

function aPlugin(name: string, strategy: ConnectStrategy = aStrategy()) {
  return defineConnectPlugin({
    name,
    apiVersion: 1,
    register: (container) => {
      container.register(CONNECT_STRATEGY, { useValue: strategy });
    },
  });
}

describe("several strategies in one container", () => {
  test("each is kept under its name, and one is chosen", async () => {
    const container = createContainer();
    const [a, b] = [aStrategy(), aStrategy()];
    await installConnectPlugin(container, aPlugin("a", a));
    await installConnectPlugin(container, aPlugin("b", b));
    expect(installedStrategies(container)).toEqual(["a", "b"]);
    useConnectStrategy(container, "b");
    expect(container.resolve(CONNECT_STRATEGY)).toBe(b);
    expect(container.resolve(connectStrategyNamed("a"))).toBe(a);
  });

  test("a strategy is made once, so that what it remembers lasts", async () => {
    const container = createContainer();
    const plugin = defineConnectPlugin({
      name: "counted",
      apiVersion: 1,
      register: (own) => {
        own.register(CONNECT_STRATEGY, { useFactory: aStrategy });
      },
    });
    await installConnectPlugin(container, plugin);
    useConnectStrategy(container, "counted");
    expect(container.resolve(CONNECT_STRATEGY)).toBe(container.resolve(CONNECT_STRATEGY));
  });

  test("a plugin sees what the agent offers", async () => {
    const container = createContainer();
    container.register(LOGGER, { useValue: silentLogger });
    let seen: unknown;
    const plugin = defineConnectPlugin({
      name: "looking",
      apiVersion: 1,
      register: (own) => {
        seen = own.resolve(LOGGER);
        own.register(CONNECT_STRATEGY, { useFactory: aStrategy });
      },
    });
    await installConnectPlugin(container, plugin);
    expect(seen).toBe(silentLogger);
  });

  test("choosing one that is not installed names those that are", async () => {
    const container = createContainer();
    await installConnectPlugin(container, aPlugin("a"));
    expect(() => useConnectStrategy(container, "b")).toThrow(
      expect.objectContaining({
        code: "ERR_PLUGIN_NOT_FOUND",
        message: 'no connect plugin "b" is installed; installed: a',
      }),
    );
  });

  test("a name that is taken is refused", async () => {
    const container = createContainer();
    await installConnectPlugin(container, aPlugin("a"));
    await expect(installConnectPlugin(container, aPlugin("a"))).rejects.toMatchObject({
      code: "ERR_PLUGIN_DUPLICATE",
    });
  });
});

describe("a plugin without the container", () => {
  async function strategyOf(
    plugin: ReturnType<typeof aPlugin>,
    container = createContainer(),
  ): Promise<ConnectStrategy> {
    await installConnectPlugin(container, plugin);
    return container.resolve(connectStrategyNamed(plugin.name));
  }

  test("makes its strategy of what the agent offers", async () => {
    const container = createContainer();
    const offers: StrategyPorts = {
      policy: { ...defaultConnectPolicy },
      clock: new VirtualClock(),
      logger: { ...silentLogger },
      random: () => 0.5,
    };
    container.register(CONNECT_POLICY, { useValue: offers.policy });
    container.register(CLOCK, { useValue: offers.clock });
    container.register(LOGGER, { useValue: offers.logger });
    container.register(RANDOM, { useValue: offers.random });
    const strategy = aStrategy();
    let given: StrategyPorts | undefined;
    const connect = (ports: StrategyPorts): ConnectStrategy => {
      given = ports;
      return strategy;
    };
    const plugin = defineConnectPlugin({ name: "plain", apiVersion: 1, connect });
    expect(await strategyOf(plugin, container)).toBe(strategy);
    for (const port of ["policy", "clock", "logger", "random"] as const) {
      expect(given?.[port]).toBe(offers[port]);
    }
  });

  test("has the defaults where the agent offers nothing", async () => {
    let given: StrategyPorts | undefined;
    const connect = (ports: StrategyPorts): ConnectStrategy => {
      given = ports;
      return aStrategy();
    };
    await strategyOf(defineConnectPlugin({ name: "plain", apiVersion: 1, connect }));
    expect(given).toEqual({
      policy: defaultConnectPolicy,
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
    });
  });

  test("may give a function in place of a strategy", async () => {
    const connect = (): Promise<never> => Promise.reject(new Error("the function was called"));
    const plugin = defineConnectPlugin({ name: "plain", apiVersion: 1, connect: () => connect });
    expect((await strategyOf(plugin)).connect).toBe(connect);
  });

  test("is made once, with the options that its schema completed", async () => {
    const container = createContainer();
    const made: unknown[] = [];
    const plugin = defineConnectPlugin({
      name: "plain",
      apiVersion: 1,
      options: v.object({ every: v.optional(v.number(), 60) }),
      connect: (_ports, given) => {
        made.push(given satisfies { every: number });
        return aStrategy();
      },
    });
    await installConnectPlugin(container, plugin, {});
    useConnectStrategy(container, "plain");
    expect(container.resolve(CONNECT_STRATEGY)).toBe(container.resolve(CONNECT_STRATEGY));
    expect(made).toEqual([{ every: 60 }]);
  });

  test("is refused where it can neither connect nor register, or both", () => {
    const both = { name: "x", apiVersion: 1, register: () => undefined, connect: aStrategy };
    for (const definition of [{ name: "x", apiVersion: 1 }, both]) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what an author without types may write
      const define = (): unknown => defineConnectPlugin(definition as never);
      expect(define).toThrow(
        expect.objectContaining({
          code: "ERR_PLUGIN_INVALID",
          message: "the connect plugin x needs either connect or register",
        }),
      );
    }
  });
});

describe("what a plugin can do wrong while registering", () => {
  test.each([
    ["a strategy without connect", { useValue: { conect: async () => undefined } }],
    ["a name in place of a strategy", { useValue: "scary" }],
  ])("registering %s is told with the plugin's name when it is first used", async (_, made) => {
    const register = (own: DependencyContainer): void =>
      void own.register<unknown>(CONNECT_STRATEGY, made);
    const plugin = defineConnectPlugin({ name: "misspelt", apiVersion: 1, register });
    const container = createContainer();
    await installConnectPlugin(container, plugin);
    expect(() => container.resolve(connectStrategyNamed("misspelt"))).toThrow(
      expect.objectContaining({
        code: "ERR_PLUGIN_INVALID",
        message: "the connect plugin misspelt registers a strategy that has no function connect",
      }),
    );
  });

  test("registering nothing", async () => {
    const plugin = defineConnectPlugin({ name: "empty", apiVersion: 1, register: () => undefined });
    await expect(installConnectPlugin(createContainer(), plugin)).rejects.toMatchObject({
      code: "ERR_PLUGIN_EMPTY",
    });
  });

  test("throwing, at once or later; the cause is kept", async () => {
    const cause = new Error("no key");
    for (const register of [
      (): void => {
        throw cause;
      },
      (): Promise<void> => Promise.reject(cause),
    ]) {
      const plugin = defineConnectPlugin({ name: "throwing", apiVersion: 1, register });
      await expect(installConnectPlugin(createContainer(), plugin)).rejects.toMatchObject({
        code: "ERR_PLUGIN_FAILED",
        cause,
      });
    }
  });

  test("having a name that nobody could type", () => {
    expect(() => aPlugin("Not A Name")).toThrow(
      expect.objectContaining({ code: "ERR_PLUGIN_INVALID" }),
    );
  });
});

describe("a plugin's options", () => {
  const options = v.object({ file: v.string(), every: v.optional(v.number(), 60) });
  let seen: unknown;
  const plugin = defineConnectPlugin({
    name: "with-options",
    apiVersion: 1,
    options,
    register: (container, given) => {
      seen = given satisfies { file: string; every: number };
      container.register(CONNECT_STRATEGY, { useFactory: aStrategy });
    },
  });

  test("are checked and completed by its schema, of whatever library", async () => {
    await installConnectPlugin(createContainer(), plugin, { file: "/run/secret" });
    expect(seen).toEqual({ file: "/run/secret", every: 60 });
  });

  test("that do not fit are refused, saying where", async () => {
    await expect(
      installConnectPlugin(createContainer(), plugin, { file: 7 }),
    ).rejects.toMatchObject({
      code: "ERR_PLUGIN_OPTIONS",
      message: expect.stringContaining("file: "),
    });
  });

  test("are refused where it has none", async () => {
    await expect(
      installConnectPlugin(createContainer(), aPlugin("a"), { file: "/x" }),
    ).rejects.toMatchObject({ code: "ERR_PLUGIN_OPTIONS" });
  });

  test("come, like its name, from the values of agent.conf; a flag goes before the name", () => {
    const config = configOf({ values: { connect: "vault", "connect-options": '{"file":"/x"}' } });
    expect(connectChoice(config)).toEqual({ name: "vault", options: { file: "/x" } });
    expect(connectChoice(config, "only").name).toBe("only");
    expect(connectChoice(configOf({}))).toEqual({ name: undefined, options: undefined });
  });

  test("that are no JSON are refused, saying where they stand", () => {
    const config = configOf({ values: { "connect-options": "{file" } });
    expect(() => connectChoice(config)).toThrow(
      expect.objectContaining({ code: "ERR_PLUGIN_OPTIONS" }),
    );
  });
});

test("what does not fit does not compile", () => {
  const misfits = [
    (): unknown =>
      defineConnectPlugin({
        name: "x",
        // @ts-expect-error -- this agent's contract has version 1
        apiVersion: 2,
        register: () => undefined,
      }),
    (): unknown =>
      defineConnectPlugin({
        name: "x",
        apiVersion: 1,
        options: v.object({ file: v.string() }),
        // @ts-expect-error -- the options have no such member
        register: (_container, given) => given.path,
      }),
    (): unknown =>
      // @ts-expect-error -- it can neither connect nor register
      defineConnectPlugin({ name: "x", apiVersion: 1 }),
    (): unknown =>
      defineConnectPlugin({
        name: "x",
        apiVersion: 1,
        // @ts-expect-error -- what it makes cannot connect
        connect: () => 1,
      }),
    (): unknown => {
      // @ts-expect-error -- a strategy makes connections
      const strategy: ConnectStrategy = { connect: () => Promise.resolve(1) };
      return strategy;
    },
  ];
  expect(misfits).toHaveLength(5);
});
