// One agent whose controller is away for a while, beside a reconnecting socket in the same run: ms until a call
// succeeds again, after the controller was lost or, where it was away for longer, after it was back.
import { WebSocket as PartySocket } from "partysocket";
import { WebSocket } from "ws";

import { allConnected, FleetAgent } from "./fleet-agent.js";
import { now, type Place } from "./jobs.js";
import { ServerProcess } from "./server-process.js";

/** So many at once: few enough to be in nobody's way. */
const together = 10;
const outages = [
  { away: 0, rounds: 6 },
  { away: 2000, rounds: 3 },
  { away: 10_000, rounds: 3 },
] as const;
/** ms between two outages: a connection that breaks sooner is one that always breaks. */
const pause = 6000;

/** A reconnecting socket that asks as soon as it is open. */
class Peer {
  readonly #socket: PartySocket;
  connectedAt: number | undefined;

  constructor({ address }: Place) {
    this.#socket = new PartySocket(`ws://${address}`, [], { WebSocket });
    this.#socket.addEventListener("open", () => this.#socket.send("ping"));
    this.#socket.addEventListener("message", () => {
      this.connectedAt = now();
    });
  }

  stop(): void {
    this.#socket.close();
  }
}

export async function measureSingle(): Promise<void> {
  await using controller = new ServerProcess();
  await using echo = new ServerProcess();
  const [place, echoPlace] = [
    await controller.start("juju", together),
    await echo.start("echo", 0),
  ];
  const agents = place.agents.map((member) => new FleetAgent(place, member));
  const peers = place.agents.map(() => new Peer(echoPlace));
  await allConnected(agents);
  await allConnected(peers);
  for (const { away, rounds } of outages) {
    const ourTimes: number[] = [];
    const peerTimes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // oxlint-disable-next-line no-await-in-loop -- one outage after the other
      ourTimes.push(...(await outage(controller, agents, away)));
      // oxlint-disable-next-line no-await-in-loop
      peerTimes.push(...(await outage(echo, peers, away)));
    }
    const from = away === 0 ? "after the loss" : "after it is back";
    console.log(
      `away ${away / 1000} s, ${from}: ours ${told(ourTimes)}; partysocket ${told(peerTimes)}`,
    );
  }
  await Promise.all(agents.map((agent) => agent.stop()));
  for (const peer of peers) peer.stop();
}

type Client = Pick<FleetAgent, "connectedAt">;

/** How many ms each was without it, counted as the head of this file says. */
async function outage(
  server: ServerProcess,
  clients: readonly Client[],
  away: number,
): Promise<number[]> {
  await new Promise((resolve) => setTimeout(resolve, pause));
  const lost = now();
  await server.leave();
  if (away > 0) await new Promise((resolve) => setTimeout(resolve, away));
  const returned = await server.return();
  const times = await allConnected(clients, lost);
  return times.map((at) => at - (away === 0 ? lost : returned));
}

function told(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const quantile = (part: number): string =>
    String(Math.round(sorted[Math.ceil(part * sorted.length) - 1] ?? Infinity));
  return `p50 ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms (${sorted.length} times)`;
}
