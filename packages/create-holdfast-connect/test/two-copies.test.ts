import fs from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { conformanceScenarios } from "@holdfast/connect-testkit";
import { beforeAll, expect, test } from "vitest";

import { createPlugin, namesFrom } from "../src/index.js";
import { buildOurs, Stranger } from "./stranger.js";

beforeAll(buildOurs, 120_000);

const minutes = 3 * 60_000;

test(
  "a plugin with copies of its own of connect, api-open and rpc serves an agent all the same",
  { timeout: minutes },
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
    const all = conformanceScenarios.filter(({ id }) => !id.startsWith("untouched.")).length;
    expect(output).toContain(`${all} hold\n`);
    expect(code).toBe(0);
  },
);
