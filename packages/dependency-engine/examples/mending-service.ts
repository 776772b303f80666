/*
 * A small service that is broken in five ways while you watch it mend itself:
 *
 *     pnpm --filter @holdfast/dependency-engine example
 *
 * Columns are workers, every line is something that happened. Nothing but the engine is used.
 */
import {
  BounceError,
  defineManifold,
  Engine,
  type EngineEvent,
  reportText,
  resourceNames,
  runWorker,
  type Worker,
} from "../src/index.js";

// What the workers give each other: as little as will do.
interface Database {
  query(sql: string): string;
}
interface Cache {
  lookup(key: string): string | undefined;
}

const name = resourceNames<{
  config: { readonly url: string };
  database: Database;
  cache: Cache;
  api: { readonly answer: () => string };
  web: unknown;
}>();

class ConnectionLostError extends Error {
  readonly code = "ECONNRESET";
}

const engine = new Engine({
  isFatal: () => false,
  worstError: (error) => error,
  errorDelay: 200,
  bounceDelay: 10,
  stopDeadline: 500,
  patience: 100,
  restart: [
    { when: ConnectionLostError, backoff: { delay: 50, factor: 2, cap: 1000, reset: 5000 } },
    { intensity: { failures: 3, within: 60_000, next: "degrade" } },
  ],
});

// Workers, with handles by which this program breaks them

/** What breaks the present worker of each name. */
const breakers = new Map<string, (error: Error) => void>();
const manners = { slowCache: false, stubbornApi: false };

function working(what: string, stopsIn = 20): Worker {
  return runWorker(async (signal) => {
    const broken = new Promise<never>((_resolve, reject) => breakers.set(what, reject));
    await Promise.race([broken, aborted(signal)]);
    await pause(what === "api" && manners.stubbornApi ? 60_000 : stopsIn);
  });
}

function breakDown(what: string, error: Error): void {
  breakers.get(what)?.(error);
}

function breakSoon(): void {
  setTimeout(() => breakDown("cache", new Error("out of memory")), 60);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // Not waited for at the end: the stubborn one must not hold up the program.
    setTimeout(resolve, ms).unref();
  });
}

// Wiring: in no particular order

engine.install(
  name("web"),
  defineManifold({
    inputs: [name("api")],
    start: ({ get }) => {
      const { answer } = get(name("api"));
      say(`the page says: ${answer()}`);
      return working("web");
    },
  }),
);
engine.install(
  name("api"),
  defineManifold({
    inputs: [name("database")],
    optional: [name("cache")],
    start: async ({ get, find }) => {
      await pause(20);
      const database = get(name("database"));
      const cache = find(name("cache"));
      const answer = (): string => cache?.lookup("greeting") ?? database.query("select greeting");
      api = { answer };
      return working("api", 40);
    },
    output: () => api,
  }),
);
let api = { answer: (): string => "" };
engine.install(name("database"), {
  inputs: [name("config")],
  start: async ({ get }) => {
    const { url } = get(name("config"));
    await pause(40);
    query = (sql) => `"${sql}" from ${url}`;
    return working("database");
  },
  output: () => ({ query: (sql) => query(sql) }),
});
let query = (sql: string): string => sql;
engine.install(name("cache"), {
  inputs: [name("config")],
  start: async () => {
    await pause(manners.slowCache ? 400 : 30);
    return working("cache");
  },
  output: () => ({ lookup: (key) => `"${key}" from the cache` }),
});
let url = "db-1";
engine.install(name("config"), {
  inputs: [],
  start: () => working("config"),
  output: () => ({ url }),
});

// What is seen

const COLUMNS = ["config", "database", "cache", "api", "web"];
const began = Date.now();

function say(text: string): void {
  console.log(
    `${String(Date.now() - began).padStart(5)} ms  ${" ".repeat(COLUMNS.length * 10)}${text}`,
  );
}

function row(event: EngineEvent, manifold: string, word: string): void {
  const cells = COLUMNS.map((column) => (column === manifold ? word : "·").padEnd(10));
  console.log(`${String(event.at - began).padStart(5)} ms  ${cells.join("")}`);
}

engine.subscribe((event) => {
  switch (event.kind) {
    case "starting":
      row(event, event.manifold, "start");
      return;
    case "started":
      row(event, event.manifold, "UP");
      return;
    case "stopping":
      row(event, event.manifold, "told");
      return;
    case "ended":
      if (event.outcome === "missing") row(event, event.manifold, "waits");
      else row(event, event.manifold, event.asked ? "ended" : "BROKE");
      return;
    case "overran":
      say(`${event.manifold} overran its deadline to ${event.what}`);
      return;
    case "wave settled":
      say(`settled: ${event.started} started, ${event.ended} ended, in ${event.took} ms`);
      return;
    default:
  }
});

async function scene(title: string, happens: () => void): Promise<void> {
  console.log(`\n── ${title}`);
  console.log(`          ${COLUMNS.map((column) => column.padEnd(10)).join("")}`);
  happens();
  await pause(1);
  await engine.settled();
}

// Node ends a program that waits for nothing but promises: the show keeps it alive.
const curtain = setInterval(() => undefined, 1000);

await scene(
  "Everything starts, roots first, though it was installed the other way round",
  () => undefined,
);
await scene("The database's connection breaks: leaves stop first, and each comes back once", () => {
  breakDown("database", new ConnectionLostError("connection reset by peer"));
});
await scene("The configuration changes, twice: the second change joins the first wave", () => {
  url = "db-2";
  breakDown("config", new BounceError("new address"));
  setTimeout(() => {
    url = "db-3";
    engine.bounce("config");
  }, 30);
});
await scene("The cache becomes slow: nobody who can do without it waits for it", () => {
  manners.slowCache = true;
  breakDown("cache", new Error("out of memory"));
});
await scene("The api does not stop: it is abandoned, and the rest goes on", () => {
  manners.stubbornApi = true;
  engine.bounce("database");
});
manners.stubbornApi = false;
const enough = new Promise<void>((resolve) => {
  engine.subscribe((event) => {
    if (event.kind === "started" && event.manifold === "cache") breakSoon();
    if (event.kind === "resting" && event.why === "degraded") resolve();
  });
});
await scene("The cache breaks again and again: its policy says that it is enough", () => {
  manners.slowCache = false;
  breakSoon();
});
await enough;
await engine.settled();
console.log(`\n${engine.explain("cache").text}`);
console.log(`\n${reportText(engine.report())}`);
console.log("── Everything stops, leaves first");
engine.kill();
await engine.wait();
clearInterval(curtain);
