// A herd that loses its controller for ten seconds, on real sockets, beside the best that the limit allows.
import type { RateLimit } from "@holdfast/controller";

import { allConnected, FleetAgent } from "./fleet-agent.js";
import { ServerProcess } from "./server-process.js";

const away = 10_000;

interface Herd {
  readonly agents: number;
  readonly limit: RateLimit;
}

/** Juju's limit for a hundred; for a thousand two and a half times as much, so that it takes a minute and a half. */
const herds: readonly Herd[] = [
  { agents: 100, limit: { max: 10, interval: 250 } },
  { agents: 1000, limit: { max: 10, interval: 100 } },
];

export async function measureHerds(): Promise<void> {
  for (const herd of herds) {
    for (const kind of ["ours", "juju"] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that none is in another's way
      console.log(await measured(kind, herd));
    }
  }
}

async function measured(kind: "ours" | "juju", { agents: count, limit }: Herd): Promise<string> {
  await using server = new ServerProcess();
  const place = await server.start(kind, count);
  const agents: FleetAgent[] = [];
  for (const member of place.agents) {
    agents.push(new FleetAgent(place, member));
    // oxlint-disable-next-line no-await-in-loop -- none is to be put off before the herd is complete
    if (agents.length % 20 === 0) await allConnected(agents);
  }
  await allConnected(agents);
  await server.leave();
  await new Promise((resolve) => setTimeout(resolve, away));
  const returned = await server.return(limit);
  const before = agents.reduce((sum, { attempts }) => sum + attempts, 0);
  const back = await allConnected(agents, returned);
  const tries = agents.reduce((sum, { attempts }) => sum + attempts, 0) - before;
  await Promise.all(agents.map((agent) => agent.stop()));
  const after = back.map((at) => at - returned).toSorted((one, other) => one - other);
  const least = (count - limit.max) * limit.interval;
  const last = after.at(-1) ?? Infinity;
  const peak = (mostWithin(after, 5000) / 5000) * (least / count);
  const whom = kind === "ours" ? "our controller" : "one that tells no more than try again";
  return [
    `${count} agents, ${whom}, ${1000 / limit.interval} logins a second:`,
    `all back after ${(last / 1000).toFixed(1)} s, ${(last / least).toFixed(2)} times the least;`,
    `peak over 5 s ${peak.toFixed(2)} times the ideal rate; ${(tries / count).toFixed(1)} attempts each`,
  ].join(" ");
}

/** The most of `times`, which are in order, within `ms`. */
function mostWithin(times: readonly number[], ms: number): number {
  return times.reduce(
    (most, start, first) =>
      Math.max(most, times.slice(first).filter((time) => time <= start + ms).length),
    0,
  );
}
