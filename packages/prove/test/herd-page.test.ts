import fs from "node:fs/promises";

import { beforeAll, expect, test } from "vitest";

import { herdChart } from "../src/herd/herd-chart.js";
import { faultsOf } from "../src/herd/herd-claims.js";
import { runsOf, type ShownRun, sizes } from "../src/herd/herd-runs.js";
import { herdTable } from "../src/herd/herd-table.js";
import { ours } from "../src/herd/returning-policy.js";

const docs = new URL("../../../docs/", import.meta.url);
let columns: readonly (readonly ShownRun[])[] = [];

beforeAll(() => {
  columns = sizes.map((agents) => runsOf(agents));
}, 600_000);

/** The cells of each row of a table, however it is aligned. */
function cells(table: string): string[][] {
  const rows = table.split("\n").filter((line) => line.startsWith("|") && !line.includes("---"));
  return rows.map((row) => row.split("|").map((cell) => cell.trim()));
}

test("the page about herds says what the simulation gives (pnpm run herd writes it)", async () => {
  const page = await fs.readFile(new URL("fleet.md", docs), "utf8");
  const section = /<!-- herd: begin[^>]*-->([\s\S]*)<!-- herd: end -->/.exec(page)?.[1];
  expect(cells(section ?? "")).toEqual(cells(herdTable(columns.flat())));
});

test("the picture of it is the simulation's", async () => {
  const picture = await fs.readFile(new URL("images/herd.svg", docs), "utf8");
  expect(picture).toBe(herdChart(columns.slice(1)));
});

test("of the herds that it shows, ours keep every promise, of ten thousand too", () => {
  const shown = columns.flat().filter(({ way }) => way.policy === ours);
  expect(shown).toHaveLength(2 * sizes.length);
  expect(shown.flatMap(({ plan, run }) => faultsOf(plan, run))).toEqual([]);
});
