import * as v from "valibot";
import { describe, expect, test } from "vitest";

import {
  CONNECT_STRATEGY,
  connectChoice,
  connectStrategyNamed,
  type ConnectStrategy,
  createContainer,
  defineConnectPlugin,
  installConnectPlugin,
  installedStrategies,
  LOGGER,
  silentLogger,
  useConnectStrategy,
} from "../../src/index.js";
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

describe("what a plugin can do wrong while registering", () => {
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
    (): unknown => {
      // @ts-expect-error -- a strategy makes connections
      const strategy: ConnectStrategy = { connect: () => Promise.resolve(1) };
      return strategy;
    },
  ];
  expect(misfits).toHaveLength(3);
});
