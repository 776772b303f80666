import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import {
  type ApiVersionRange,
  ConnectPluginError,
  type ConnectPluginErrorCode,
  listConnectPlugins,
  loadConnectPlugin,
} from "../../src/index.js";
import { checkConnectPlugin } from "../../src/plugin/check-plugin.js";
import { pluginSpecifiers } from "../../src/plugin/load-plugin.js";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** What is listed of the packages below a folder. */
function shown(directory: string): (readonly [string, string])[] {
  return listConnectPlugins([directory])
    .filter((found) => found.directory.startsWith(directory))
    .map(({ name, packageName }) => [name, packageName] as const);
}

/** The code by which it is refused; undefined where it is not. */
function refusalOf(check: () => unknown): ConnectPluginErrorCode | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof ConnectPluginError) return error.code;
    throw error;
  }
}

async function codeOf(loading: Promise<unknown>): Promise<ConnectPluginErrorCode | undefined> {
  const error: unknown = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof ConnectPluginError ? error.code : undefined;
}

describe("loading a plugin's module", () => {
  const load = (file: string): ReturnType<typeof loadConnectPlugin> =>
    loadConnectPlugin(`./${file}`, { from: [fixtures] });

  test("a path is resolved from where it was given", async () => {
    const loaded = await load("good.mjs");
    expect(loaded.plugin.name).toBe("good");
    expect(loaded.packageName).toBe("@holdfast/connect");
  });

  test("a file's URL is taken as it is", async () => {
    const url = new URL("../fixtures/good.mjs", import.meta.url).href;
    expect((await loadConnectPlugin(url)).plugin.name).toBe("good");
  });

  test.each([
    ["nothing.mjs", "ERR_PLUGIN_NOT_FOUND", "there is no such file"],
    ["no-default.mjs", "ERR_PLUGIN_INVALID", "it has no default export"],
    ["no-version.mjs", "ERR_PLUGIN_INVALID", "it names no version of the contract"],
    ["bad-name.mjs", "ERR_PLUGIN_INVALID", "its name is not one"],
    ["no-register.mjs", "ERR_PLUGIN_INVALID", "it cannot register"],
    ["version-2.mjs", "ERR_PLUGIN_VERSION", "it is for another version of the contract"],
    ["throws.mjs", "ERR_PLUGIN_FAILED", "loading it throws"],
    ["broken-import.mjs", "ERR_PLUGIN_FAILED", "something that it imports is missing"],
  ])("%s is refused with %s: %s", async (file, code) => {
    expect(await codeOf(load(file))).toBe(code);
  });

  test("what was thrown while loading is the cause, and in the message", async () => {
    await expect(load("throws.mjs")).rejects.toMatchObject({
      message: expect.stringContaining("failed: thrown while loading"),
      cause: { message: "thrown while loading" },
    });
  });

  test.each<[unknown, ApiVersionRange, string | undefined]>([
    [1, { from: 1, to: 3 }, undefined],
    [{ from: 1, to: 2 }, { from: 2, to: 3 }, undefined],
    [{ from: 2, to: 2 }, { from: 1, to: 1 }, "ERR_PLUGIN_VERSION"],
    [1, { from: 2, to: 3 }, "ERR_PLUGIN_VERSION"],
    [{ from: 2, to: 1 }, { from: 1, to: 3 }, "ERR_PLUGIN_INVALID"],
    ["1", { from: 1, to: 3 }, "ERR_PLUGIN_INVALID"],
  ])("a plugin for contract %j with an agent that runs %j: %s", (apiVersion, supported, code) => {
    const plugin = { name: "old", apiVersion, register: () => undefined };
    const outcome = refusalOf(() => checkConnectPlugin(plugin, "holdfast-connect-old", supported));
    expect(outcome).toBe(code);
  });
});

describe("finding a plugin by its name", () => {
  let directory = "";

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-plugins-"));
  });

  afterEach(() => {
    fs.rmSync(directory, { recursive: true });
  });

  function install(
    name: string,
    options: { keywords?: string[]; exports?: unknown; calls?: string } = {},
  ): void {
    const at = path.join(directory, "node_modules", name);
    fs.mkdirSync(at, { recursive: true });
    const { keywords = ["holdfast-connect-plugin"], exports = { import: "./plugin.js" } } = options;
    const { calls = path.basename(name) } = options;
    const manifest = { name, version: "1.2.3", type: "module", keywords, exports };
    fs.writeFileSync(path.join(at, "package.json"), JSON.stringify(manifest));
    fs.writeFileSync(
      path.join(at, "plugin.js"),
      `export default { name: ${JSON.stringify(calls)}, apiVersion: 1, register() {} };`,
    );
  }

  test("a short name means our package, then a third party's, then itself", () => {
    expect(pluginSpecifiers("vault")).toEqual([
      "@holdfast/connect-vault",
      "holdfast-connect-vault",
      "vault",
    ]);
    expect(pluginSpecifiers("@acme/holdfast-connect-vault")).toEqual([
      "@acme/holdfast-connect-vault",
    ]);
  });

  test("a third party's package is found by its short name, with its version", async () => {
    install("holdfast-connect-vault");
    const loaded = await loadConnectPlugin("vault", { from: [directory] });
    expect(loaded).toMatchObject({
      specifier: "holdfast-connect-vault",
      packageName: "holdfast-connect-vault",
      version: "1.2.3",
    });
  });

  test("a scoped package is found by its whole name", async () => {
    install("@acme/holdfast-connect-vault");
    const loaded = await loadConnectPlugin("@acme/holdfast-connect-vault", { from: [directory] });
    expect(loaded.plugin.name).toBe("holdfast-connect-vault");
  });

  test("places are searched in order", async () => {
    install("holdfast-connect-vault");
    const elsewhere = path.join(directory, "empty");
    const loaded = await loadConnectPlugin("vault", { from: [elsewhere, directory] });
    expect(loaded.version).toBe("1.2.3");
  });

  test("a name of Node's own never means a plugin", async () => {
    expect(await codeOf(loadConnectPlugin("fs", { from: [directory] }))).toBe(
      "ERR_PLUGIN_NOT_FOUND",
    );
  });

  test("an unknown name is answered with what was looked for and what is known", async () => {
    const loading = loadConnectPlugin("valut", { from: [directory], known: ["only", "scary"] });
    await expect(loading).rejects.toThrow(
      'no connect strategy "valut" (known: only, scary): looked for @holdfast/connect-valut, holdfast-connect-valut, valut',
    );
  });

  test("a package whose module is missing is not to be installed once more", async () => {
    install("holdfast-connect-vault", { exports: "./dist/index.js" });
    const loading = loadConnectPlugin("vault", { from: [directory] });
    await expect(loading).rejects.toMatchObject({ code: "ERR_PLUGIN_FAILED" });
    await expect(loading).rejects.toThrow(
      /installed in .*node_modules.holdfast-connect-vault, but the module .* not there/,
    );
  });

  test("a scoped package is found by its short name where its plugin is so named, and listed by it", async () => {
    install("@acme/holdfast-connect-oidc", { calls: "oidc" });
    const loaded = await loadConnectPlugin("oidc", { from: [directory] });
    expect(loaded.packageName).toBe("@acme/holdfast-connect-oidc");
    expect(shown(directory)).toEqual([["oidc", "@acme/holdfast-connect-oidc"]]);
  });

  test("a scoped package whose plugin has another name is named in full", async () => {
    install("@acme/holdfast-connect-oidc");
    await expect(loadConnectPlugin("oidc", { from: [directory] })).rejects.toThrow(
      "@acme/holdfast-connect-oidc is installed, whose plugin has another name: name the package in full",
    );
  });

  test("of several scoped packages with one name none is chosen by chance", async () => {
    install("@acme/holdfast-connect-oidc", { calls: "oidc" });
    install("@else/holdfast-connect-oidc", { calls: "oidc" });
    await expect(loadConnectPlugin("oidc", { from: [directory] })).rejects.toThrow(
      "is in @acme/holdfast-connect-oidc and @else/holdfast-connect-oidc: name the package in full",
    );
    expect(shown(directory).map(([name]) => name)).toEqual([
      "@acme/holdfast-connect-oidc",
      "@else/holdfast-connect-oidc",
    ]);
  });

  test("a package of no scope goes before a scoped one of the same short name", async () => {
    install("@acme/holdfast-connect-oidc", { calls: "oidc" });
    install("holdfast-connect-oidc");
    const loaded = await loadConnectPlugin("oidc", { from: [directory] });
    expect(loaded.packageName).toBe("holdfast-connect-oidc");
    expect(shown(directory)).toEqual([
      ["@acme/holdfast-connect-oidc", "@acme/holdfast-connect-oidc"],
      ["oidc", "holdfast-connect-oidc"],
    ]);
  });

  test("a folder that an operator names is looked in after the agent's own, and none above it", async () => {
    install("holdfast-connect-vault");
    const named = path.join(directory, "named");
    const own = path.join(directory, "..", "own");
    const load = (folders: string[]): Promise<unknown> =>
      loadConnectPlugin("vault", { from: [own], folders });
    expect(await codeOf(load([named]))).toBe("ERR_PLUGIN_NOT_FOUND");
    expect(await load([directory])).toMatchObject({ packageName: "holdfast-connect-vault" });
  });

  test("by default no code is taken from the folder where the process was started", async () => {
    install("holdfast-connect-vault");
    const before = process.cwd();
    process.chdir(directory);
    const code = await codeOf(loadConnectPlugin("vault"));
    process.chdir(before);
    expect(code).toBe("ERR_PLUGIN_NOT_FOUND");
  });

  test("a plugin that takes the name of one of the agent's own is refused", async () => {
    install("holdfast-connect-vault");
    const { plugin } = await loadConnectPlugin("vault", { from: [directory] });
    const loading = loadConnectPlugin("vault", { from: [directory], known: [plugin.name] });
    expect(await codeOf(loading)).toBe("ERR_PLUGIN_INVALID");
  });

  test("the installed plugins are listed by their keyword, without being loaded", () => {
    install("holdfast-connect-vault");
    install("@acme/holdfast-connect-tpm");
    install("holdfast-connect-nothing", { keywords: [] });
    const deeper = path.join(directory, "a", "b");
    fs.mkdirSync(deeper, { recursive: true });
    const ours = listConnectPlugins([deeper]).filter((found) =>
      found.directory.startsWith(directory),
    );
    expect(ours.map(({ name, version }) => [name, version])).toEqual([
      ["tpm", "1.2.3"],
      ["vault", "1.2.3"],
    ]);
  });
});
