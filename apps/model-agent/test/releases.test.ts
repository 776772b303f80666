// The README's table of releases, held against what runs.
import fs from "node:fs/promises";
import path from "node:path";

import { introspectionSocket } from "@holdfast/agent-runtime";
import { fetchReport } from "@holdfast/introspection";
import { expect, test } from "vitest";

import { Site } from "./kit/site.js";

/** The states of one release by manifold, as the README has them. */
async function told(release: "3.6" | "4.1"): Promise<Record<string, string>> {
  const text = await fs.readFile(path.join(import.meta.dirname, "../README.md"), "utf8");
  const rows = text.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const head = rows.find((cells) => cells.includes("3.6"));
  const column = head?.indexOf(release) ?? -1;
  return Object.fromEntries(
    rows
      .filter((cells) => /^`[a-z-]+`$/.test(cells[1] ?? "") && cells.length === head?.length)
      .map((cells) => [cells[1]?.replaceAll("`", "") ?? "", cells[column] ?? ""]),
  );
}

test.each(["3.6", "4.1"] as const)(
  "on a controller of Juju %s what runs is what the README says",
  async (asJuju) => {
    await using site = await Site.start({ asJuju, controllerMachine: asJuju === "3.6" });
    await site.replacePassword();
    const wanted = await told(asJuju);
    expect(Object.keys(wanted)).toHaveLength(5);
    await using agent = site.run([site.model]);
    for (const [manifold, state] of Object.entries(wanted)) {
      const line = state === "rests" ? `${manifold} rests` : `${manifold} started`;
      await agent.log.waitFor(({ msg, model }) => model !== undefined && msg.startsWith(line));
    }
    const socket = introspectionSocket(site.dataDir, "machine-0", "model-agent");
    const report = await fetchReport(socket, "/report?format=json");
    const found = Object.keys(wanted).map((name) => [name, stateOf(JSON.parse(report), name)]);
    expect(Object.fromEntries(found)).toEqual(wanted);
  },
);

/** Of the manifold of that name, in whichever engine of the report it is. */
function stateOf(report: unknown, manifold: string): string | undefined {
  if (typeof report !== "object" || report === null) return undefined;
  for (const [key, value] of Object.entries(report)) {
    if (key === manifold) {
      const { state, resting } = Object(value);
      return resting === "degraded" ? "rests" : state;
    }
    const within = stateOf(value, manifold);
    if (within !== undefined) return within;
  }
  return undefined;
}
