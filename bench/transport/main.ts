// Measures the transport against its peers, each figure as a ratio within one run.
//   pnpm --filter @holdfast/bench transport [--rounds N] [calls] [connects] [idle] [storm]
import process from "node:process";
import { parseArgs } from "node:util";
import type {
  CallSlice,
  Client,
  Connects,
  ControllerPlace,
  Job,
  Place,
  StormReport,
  Wire,
} from "./jobs.js";
import { BenchProcess, describePinning, run } from "./process.js";
import { quantile } from "./quantile.js";

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "3" } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const wanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const verdicts: { what: string; ratio: number; bound: number }[] = [];

/** A neighbour can only make a figure worse: the lower quartile is nearest to the truth. */
const figure = (all: readonly number[]): number => quantile(all, 0.25);
const clients: readonly Client[] = ["jujulib", "holdfast", "bare ws"];

async function calls(wire: Wire, inFlight: number): Promise<void> {
  const all = new Map<Client, CallSlice[]>(clients.map((client) => [client, []]));
  for (let round = 0; round < rounds; round++) {
    for (const client of clients) {
      const what = client === "bare ws" ? "echo" : "calls";
      await using server = new BenchProcess({ kind: "serve", wire, what }, 1);
      const place = await server.next<Place>();
      const job = { kind: "calls", client, place, inFlight, slices: 5, slice: 150 } as const;
      all.get(client)?.push(...(await run<CallSlice[]>(job)));
    }
  }
  const cpu = (client: Client): number => figure(all.get(client)?.map((s) => s.cpu) ?? []);
  for (const client of clients) {
    const slices = all.get(client) ?? [];
    const latency = inFlight === 1 ? figure(slices.map((slice) => slice.latency)).toFixed(0) : "";
    const rate = quantile(
      slices.map((slice) => slice.rate),
      0.75,
    ).toFixed(0);
    console.log(
      `| ${wire} | ${inFlight} | ${client} | ${cpu(client).toFixed(2)} | ${(cpu(client) / cpu("jujulib")).toFixed(2)} | ${(cpu(client) / cpu("bare ws")).toFixed(2)} | ${rate} | ${latency} |`,
    );
  }
  if (inFlight === 1000) {
    const ratio = cpu("holdfast") / cpu("jujulib");
    const bound = wire === "ws" ? 0.5 : 0.9;
    verdicts.push({ what: `CPU a call over ${wire}, 1,000 in flight, to jujulib's`, ratio, bound });
  }
}

async function connects(): Promise<void> {
  await using server = new BenchProcess({ kind: "control", machines: 1 }, 1);
  const { place, machines, user } = await server.next<ControllerPlace>();
  const [machine] = machines;
  if (machine === undefined) throw new Error("the controller has no machine");
  const job = { kind: "connects", place, machine, user, rounds: rounds * 25 } as const;
  const times = await run<Connects>(job);
  const [bare = "", agent = "", again = "", ours = "", theirs = ""] = Object.keys(times);
  const p50 = (way: string): number => quantile(times[way] ?? [], 0.5);
  console.log("\n| connect and log in, wss | ms, p25 | p50 | p95 | p50, to the bare one |");
  console.log("|---|---|---|---|---|");
  for (const [way, all] of Object.entries(times)) {
    const [p25, p95] = [0.25, 0.95].map((part) => quantile(all, part).toFixed(2));
    console.log(
      `| ${way} | ${p25} | ${p50(way).toFixed(2)} | ${p95} | ${(p50(way) / p50(bare)).toFixed(2)} |`,
    );
  }
  verdicts.push(
    { what: "connect and log in, to the bare one", ratio: p50(agent) / p50(bare), bound: 1.15 },
    { what: "the same again, to the first time", ratio: p50(again) / p50(agent), bound: 1 },
    {
      what: "connect and log in as a user, to jujulib's",
      ratio: p50(ours) / p50(theirs),
      bound: 1,
    },
  );
}

async function idle(): Promise<void> {
  await using control = new BenchProcess({ kind: "control", machines: 1050 }, 1);
  const { place, machines: agents } = await control.next<ControllerPlace>();
  await using server = new BenchProcess({ kind: "serve", wire: "ws", what: "calls" }, 1);
  const plain = await server.next<Place>();
  await using echo = new BenchProcess({ kind: "serve", wire: "ws", what: "echo" }, 1);
  const echoes = await echo.next<Place>();
  console.log("\n| 1,000 idle connections | this end, KiB each | the other end |\n|---|---|---|");
  const measure = async (
    what: string,
    way: (Job & { kind: "idle" })["way"],
    at: { place: Place; end: BenchProcess },
  ): Promise<number> => {
    const before = await at.end.resident();
    await using client = new BenchProcess({ kind: "idle", way, place: at.place, agents }, 0);
    const kib = await client.next<number>();
    const theirs = ((await at.end.resident()) - before) / agents.length;
    console.log(`| ${what} | ${kib.toFixed(1)} | ${theirs.toFixed(1)} |`);
    return kib;
  };
  await measure("ws, a bare socket of `ws`", "bare ws", { place: echoes, end: echo });
  const peer = await measure("ws, holdfast", "holdfast", { place: plain, end: server });
  await measure("ws, jujulib", "jujulib", { place: plain, end: server });
  const bare = await measure("wss, a bare TLS socket", "bare TLS", { place, end: control });
  const opened = await measure("wss, holdfast, logged in", "open", { place, end: control });
  verdicts.push(
    { what: "KiB an idle connection over ws", ratio: peer, bound: 40 },
    { what: "KiB an idle connection over wss, beyond its TLS", ratio: opened - bare, bound: 40 },
  );
}

async function storm(): Promise<void> {
  await using server = new BenchProcess({ kind: "control", machines: 1000 }, 1);
  const { place, machines: agents } = await server.next<ControllerPlace>();
  const { total, p50, p95, retries, missing } = await run<StormReport>({
    kind: "storm",
    place,
    agents,
  });
  console.log(
    "\n| 1,000 agents at once, no rate limit | ms until all are in | p50 | p95 | tried again |",
  );
  console.log("|---|---|---|---|---|");
  console.log(
    `| one process of agents | ${total.toFixed(0)} | ${p50.toFixed(0)} | ${p95.toFixed(0)} | ${JSON.stringify(retries)} |`,
  );
  verdicts.push({ what: "agents lost in the storm", ratio: missing, bound: 0 });
}

console.log(`${describePinning()}; figures are lower quartiles unless they say otherwise\n`);
if (wanted("calls")) {
  console.log(
    "| wire | in flight | client | CPU µs a call | to jujulib | to bare ws | calls/s, best quarter | latency µs |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const wire of ["ws", "wss"] as const) {
    for (const inFlight of [1, 64, 1000]) await calls(wire, inFlight);
  }
}
if (wanted("connects")) await connects();
if (wanted("idle")) await idle();
if (wanted("storm")) await storm();
console.log("\n| target | measured | at most | |\n|---|---|---|---|");
for (const { what, ratio, bound } of verdicts) {
  console.log(
    `| ${what} | ${ratio.toFixed(2)} | ${bound} | ${ratio <= bound ? "met" : "MISSED"} |`,
  );
}
process.exitCode = verdicts.every(({ ratio, bound }) => ratio <= bound) ? 0 : 1;
