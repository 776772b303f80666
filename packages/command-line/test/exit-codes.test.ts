import fs from "node:fs";

import { Command } from "commander";
import { expect, test } from "vitest";

import { exitCodes, runCommand } from "../src/index.js";
import { FakeHost } from "./kit/fake-host.js";

const operations = new URL("../../../docs/operations.md", import.meta.url);

test("help lists every exit code with its meaning", async () => {
  const host = new FakeHost(["--help"]);
  await runCommand(() => new Command("lighthouse"), { host });
  const shown = host.out;
  for (const { code, meaning } of exitCodes) expect(shown).toContain(`${code}  ${meaning}\n`);
});

test("the operations page lists the same, and which of them systemd starts again", () => {
  const page = fs.readFileSync(operations, "utf8");
  const rows = [...page.matchAll(/^\| (\d) +\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, code, meaning, systemd]) => [Number(code), meaning, systemd],
  );
  expect(rows).toEqual(
    exitCodes.map(({ code, meaning, restart }) => [
      code,
      meaning,
      restart ? "starts it again" : "stays stopped",
    ]),
  );
});
