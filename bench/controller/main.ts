// Asks a full controller for as much as one call may ask for, method by method, and prints the longest
// turn of its event loop meanwhile, beside that of as many small calls (the floor), in the same run.
//   pnpm --filter @holdfast/bench controller
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";

import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { WebSocket } from "ws";

import { MACHINES, MODELS, UNITS, USERS } from "./fill.js";
import { type Call, callsAtLimits, type Texts } from "./limits.js";
import type { Login, Place } from "./serve.js";
import type { LongestTurn } from "./turns.js";

/** ms of the thread's work that no turn may exceed. */
const BOUND = 50;
/** Calls of each kind, on their way together. */
const TOGETHER = 2;

const verbose = process.argv.includes("--verbose");

const child: ChildProcess = spawn(process.execPath, [path.join(import.meta.dirname, "serve.js")], {
  stdio: ["ignore", "inherit", "inherit", "ipc"],
});
async function next<T>(): Promise<T> {
  const [said] = await once(child, "message");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this bench's
  return said as T;
}
function longestTurn(): Promise<LongestTurn> {
  const answer = next<LongestTurn>();
  child.send({});
  return answer;
}

const place = await next<Place>();

async function connect(route: string, { tag, password, nonce = "" }: Login): Promise<RpcPeer> {
  const options = { ca: place.caCert, servername: "juju-apiserver", ...peerSocketOptions() };
  const socket = new WebSocket(`wss://${place.address}${route}`, options);
  await once(socket, "open");
  const peer = new RpcPeer({ socket });
  const params = { "auth-tag": tag, credentials: password, nonce };
  await peer.call({ facade: "Admin", version: 3, method: "Login", params });
  return peer;
}

const inModel = `/model/${place.model}/api`;
const agent = await connect(inModel, place.machine);
const peers = [
  agent,
  await connect(inModel, place.keeper),
  await connect("/api", place.keeper),
  await connect(inModel, place.admin),
  await connect("/api", place.admin),
];

interface Row extends LongestTurn {
  readonly what: string;
  /** How many were answered, and how many refused. */
  readonly answered: number;
  readonly refused: number;
}

async function measure(what: string, calls: readonly (() => Promise<unknown>)[]): Promise<Row> {
  await longestTurn();
  const settled = await Promise.allSettled(calls.map((call) => call()));
  const answered = settled.filter(({ status }) => status === "fulfilled").length;
  const row = { what, ...(await longestTurn()), answered, refused: settled.length - answered };
  if (verbose) console.log(row);
  return row;
}

const onEach = (call: Call): (() => Promise<unknown>)[] =>
  peers.flatMap((peer) =>
    Array.from({ length: TOGETHER }, () => () => peer.call(call, { timeout: 60_000 })),
  );

const uuid = (number: number): string => `00000000-0000-4000-8000-00000000${number}`;
const entities = (tags: readonly string[]): object => ({ entities: tags.map((tag) => ({ tag })) });
const hundred = Array.from({ length: 100 }, (_, index) => index);

const texts = (tag: string): Texts => ({
  tag,
  "machine-tag": place.machine.tag,
  machine: place.machine.tag,
  "user-tag": place.admin.tag,
  version: "3.6.28-ubuntu-amd64",
  "interface-name": "eth0",
  "interface-type": "ethernet",
  "mac-address": "00:16:3e:aa:bb:cc",
  status: "started",
  info: "it runs".repeat(40),
  password: "a password of the agent's own choice",
  keys: "http-proxy",
  patterns: `${"*1".repeat(200)}*`,
  entities: tag,
  "owner-tag": place.admin.tag,
  name: "x",
});

const special: readonly Call[] = [
  {
    facade: "ModelManager",
    version: 10,
    method: "ModelInfo",
    params: entities(hundred.map(() => `model-${place.model}`)),
  },
  {
    facade: "ModelManager",
    version: 10,
    method: "ModelInfo",
    params: entities(hundred.map((index) => `model-${uuid(1000 + index)}`)),
  },
  {
    facade: "ModelManager",
    version: 10,
    method: "ModelStatus",
    params: entities(hundred.map(() => `model-${place.model}`)),
  },
  { facade: "Client", version: 7, method: "FullStatus", params: { patterns: [] } },
  {
    facade: "Client",
    version: 7,
    method: "FullStatus",
    params: { patterns: hundred.map((index) => `${"*a".repeat(250)}${index}`) },
  },
];

async function everything(peer: RpcPeer): Promise<void> {
  const watch = await peer.call({ facade: "Client", version: 7, method: "WatchAll" });
  const { "watcher-id": id }: Record<string, unknown> = Object(watch);
  for (let told = 0; told < MACHINES + UNITS;) {
    const call = { facade: "AllWatcher", version: 3, method: "Next", id: String(id) };
    // oxlint-disable-next-line no-await-in-loop -- one answer after the other
    const { deltas = [] }: { deltas?: unknown[] } = Object(await peer.call(call));
    told += deltas.length;
  }
}

const MANY = 250 * 1024;
/** Bytes that say least and mean most. */
const heavy: readonly Call[] = [
  {
    facade: "Agent",
    version: 3,
    method: "GetEntities",
    params: { entities: Array.from({ length: MANY / 3 }, () => ({})) },
  },
  {
    facade: "Machiner",
    version: 5,
    method: "SetStatus",
    params: { x: Array.from({ length: MANY / 3 }, () => []) },
  },
];

const rows: Row[] = [];
const ping: Call = { facade: "Pinger", version: 1, method: "Ping", params: {} };
await measure("warm", onEach(ping));
const floor = await measure("the floor: Pinger.Ping", onEach(ping));
rows.push(floor);
for (const call of heavy) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  rows.push(await measure(`256 KiB to ${call.facade}.${call.method}`, onEach(call)));
}
for (const call of special) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  rows.push(await measure(`${call.facade}.${call.method}, of the full model`, onEach(call)));
}
const watchers = peers.slice(3, 4).map((peer) => () => everything(peer));
rows.push(await measure("AllWatcher.Next, all of the full model", watchers));
for (const call of callsAtLimits(texts(place.machine.tag))) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  rows.push(await measure(`${call.facade}.${call.method}`, onEach(call)));
}

console.log(
  `The longest turn of the event loop, ms of its own work, of a controller with ${MACHINES} machines and ${UNITS} units in a model, ${MODELS} models and ${USERS} users, Node ${process.version}:\n`,
);
console.log("| calls | longest turn | to the floor | by the clock | answered | refused |");
console.log("| --- | --- | --- | --- | --- | --- |");
const worst = rows.toSorted((a, b) => b.cpu - a.cpu);
for (const { what, cpu, wall, answered, refused } of [floor, ...worst.slice(0, 25)]) {
  const ratio = (cpu / floor.cpu).toFixed(1);
  console.log(
    `| ${what} | ${cpu.toFixed(1)} | ${ratio} | ${wall.toFixed(0)} | ${answered} | ${refused} |`,
  );
}
const longest = Math.max(...rows.map(({ cpu }) => cpu));
const met = longest < BOUND;
console.log(
  `\n${met ? "met" : "MISSED"}: the longest of ${rows.length} kinds of calls is ${longest.toFixed(1)} ms (${BOUND}), ${(longest / floor.cpu).toFixed(1)} times the floor`,
);
await Promise.all(peers.map((peer) => peer.close()));
child.disconnect();
await once(child, "exit");
process.exitCode = met ? 0 : 1;
