import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { conformanceScenarios } from "@holdfast/connect-testkit";
import { loadConnectPlugin } from "@holdfast/connect";
import { beforeAll, describe, expect, test } from "vitest";

import { createPlugin, namesFrom } from "../src/index.js";
import { buildOurs, counts, Stranger } from "./stranger.js";

const minute = 60_000;

// Much more than it takes: six suites at once, on a machine that may have other things to do.
beforeAll(buildOurs, 10 * minute);

describe.concurrent("a stranger's package, outside the repository", () => {
  test(
    "is green as soon as it is made, and an agent finds it by its name",
    { timeout: 11 * minute },
    async () => {
      await using stranger = await Stranger.create();
      const names = namesFrom("holdfast-connect-vault");
      await createPlugin(stranger.directory, names);
      await stranger.install();
      const { code, output } = await stranger.test();
      expect(output).not.toMatch(/^not ok/m);
      expect({ code, ...counts(output) }).toEqual({
        code: 0,
        pass: conformanceScenarios.filter(({ about }) => about !== "source").length,
        fail: 0,
      });

      const built = await stranger.run(
        "node_modules/typescript/bin/tsc",
        "-p",
        "tsconfig.build.json",
      );
      expect(built).toMatchObject({ code: 0 });
      const agent = path.join(path.dirname(stranger.directory), "agent");
      await fs.mkdir(path.join(agent, "node_modules"), { recursive: true });
      await fs.symlink(
        stranger.directory,
        path.join(agent, "node_modules", names.folder),
        "junction",
      );
      const loaded = await loadConnectPlugin("vault", { from: [agent] });
      expect(loaded.plugin.name).toBe("vault");
      expect(loaded.version).toBe("0.1.0");
    },
  );

  test.for(
    ["secret", "certificate", "oidc", "signature"].map((name) => `holdfast-connect-${name}`),
  )("example %s is green", { timeout: 11 * minute }, async (example) => {
    await using stranger = await Stranger.copyOf(example);
    await stranger.install();
    const { code, output } = await stranger.test();
    expect(output).not.toMatch(/^not ok/m);
    expect(code).toBe(0);
    expect(counts(output).pass).toBeGreaterThan(90); // most scenarios concern it
  });

  test(
    "serves an agent with copies of its own of connect, api-open and rpc",
    { timeout: 11 * minute },
    async () => {
      await using stranger = await Stranger.create();
      const names = namesFrom("holdfast-connect-vault");
      await createPlugin(stranger.directory, names);
      await stranger.install();
      expect(
        await stranger.run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"),
      ).toMatchObject({ code: 0 });
      await stranger.installCopies();

      await using agent = await Stranger.create();
      await fs.mkdir(agent.directory);
      await fs.writeFile(
        path.join(agent.directory, "package.json"),
        JSON.stringify({
          dependencies: { "@holdfast/connect": "*", "@holdfast/connect-testkit": "*" },
        }),
      );
      await agent.install();
      await fs.symlink(
        stranger.directory,
        path.join(agent.directory, "node_modules", names.folder),
        "junction",
      );
      const script = path.join(agent.directory, "two-copies.mjs");
      await fs.copyFile(fileURLToPath(new URL("fixtures/two-copies.mjs", import.meta.url)), script);
      const copy = path.join(stranger.directory, "node_modules/@holdfast/connect/dist/index.js");
      const { code, output } = await agent.run(script, copy);
      const all = conformanceScenarios.filter(
        ({ id, about }) => !id.startsWith("untouched.") && about !== "source",
      ).length;
      expect(output).toContain(`${all} hold\n`);
      expect(code).toBe(0);
    },
  );
});
