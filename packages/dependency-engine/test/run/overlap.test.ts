import { expect, test } from "vitest";
import { resourceName, runWorker, UninstallError, worker } from "../../src/index.js";
import type { HarnessConfig } from "../../src/testing/index.js";
import { type Bench, bench, type Probe, turn } from "../support.js";

const overlap = { overlap: true } as const;

test("the next worker is up before the last is told to stop, and dependents move over once", async () => {
  const { engine, clock, seen, add, story } = bench();
  add("db", { startsIn: 50, stopsIn: 10, manifold: overlap });
  const web = add("web", { inputs: ["db"], stopsIn: 10 });
  await clock.advance(50);
  await engine.settled();
  seen.length = 0;
  engine.bounce("db");
  await clock.advance(49);
  expect([seen, web.got]).toEqual([[], { db: "db#1" }]);
  expect(engine.report().manifolds["db"]).toMatchObject({
    phase: "starting",
    "last-worker": "serving",
  });
  expect(await engine.ready(resourceName("db"))).toBe("db#1");
  await clock.advance(30);
  await engine.settled();
  expect(seen).toEqual(["start db", "stop web", "end web", "start web", "stop db", "end db"]);
  expect(web.got).toEqual({ db: "db#2" });
  expect(story("outdated", "superseded", "last ended")).toEqual([
    '{"kind":"outdated","manifold":"db","by":"next worker","because":{"manifold":"db","what":"bounced"}}',
    '{"kind":"superseded","manifold":"db"}',
    '{"kind":"last ended","manifold":"db","outcome":"finished","asked":true,"ran":70}',
  ]);
  expect(engine.explain("web").text).toContain('was restarted for the new output of "db"');
});

test("where the next worker does not come up the last serves on, and it is tried again", async () => {
  const { engine, clock, add } = bench({ errorDelay: 200, random: () => 0.5 });
  let broken = false;
  const db = add("db", {
    manifold: overlap,
    onStart: () => {
      if (broken) throw new Error("bad password");
    },
  });
  const web = add("web", { inputs: ["db"] });
  await engine.settled();
  broken = true;
  engine.bounce("db");
  await clock.advance(10);
  expect(engine.report().manifolds["db"]).toMatchObject({
    state: "started",
    phase: "outdated",
    error: "bad password",
    "start-count": 1,
  });
  expect(engine.explain("db").text).toContain("runs on, since its next worker failed");
  expect([web.starts, await engine.ready(db.name)]).toEqual([1, "db#1"]);
  broken = false;
  await clock.advance(200);
  await engine.settled();
  expect([db.starts, web.starts, web.got]).toEqual([2, 2, { db: "db#2" }]);
});

test("who comes while the next worker is slow to come up is given the output of the last", async () => {
  const { engine, clock, add } = bench();
  add("db", { startsIn: 5000, manifold: overlap });
  await clock.advance(5000);
  await engine.settled();
  engine.bounce("db");
  await clock.advance(10);
  const web = add("web", { inputs: ["db"] });
  await clock.advance(1000);
  expect([web.starts, web.got]).toEqual([1, { db: "db#1" }]);
});

test("there are never more than two: a third waits until the first has ended", async () => {
  const { engine, clock, seen, add } = bench();
  add("db", { stopsIn: 100, manifold: overlap });
  await engine.settled();
  engine.bounce("db");
  await clock.advance(10);
  engine.bounce("db");
  await clock.advance(80);
  expect(seen).toEqual(["start db", "start db", "stop db"]);
  expect(engine.report().manifolds["db"]?.phase).toBe("outdated");
  await clock.advance(20);
  expect(seen.slice(3)).toEqual(["end db", "start db", "stop db"]);
});

test("with an equal output nobody has to move, and the last is told to stop at once", async () => {
  const { engine, seen, add } = bench();
  add("db", { manifold: { ...overlap, output: () => "db", same: () => true } });
  const web = add("web", { inputs: ["db"] });
  await engine.settled();
  seen.length = 0;
  engine.bounce("db");
  await engine.settled();
  expect(seen).toEqual(["start db", "stop db", "end db"]);
  expect(web.starts).toBe(1);
});

test("overlaps go up the graph: each is up beside its last before those above it move", async () => {
  const { engine, seen, add } = bench();
  add("db", { manifold: overlap });
  add("api", { inputs: ["db"], manifold: overlap });
  await engine.settled();
  seen.length = 0;
  engine.bounce("db");
  await engine.settled();
  expect(seen).toEqual(["start db", "start api", "stop api", "end api", "stop db", "end db"]);
});

test("it does not help where an input goes: the last worker may not outlive that", async () => {
  const { engine, seen, add } = bench();
  add("disk");
  add("db", { inputs: ["disk"], manifold: overlap });
  await engine.settled();
  seen.length = 0;
  engine.bounce("disk");
  await engine.settled();
  expect(seen).toEqual(["stop db", "end db", "stop disk", "end disk", "start disk", "start db"]);
});

test("an input that goes while the next worker starts takes both with it", async () => {
  const { engine, clock, seen, add } = bench();
  let startsIn: number | undefined;
  add("disk");
  add("db", {
    inputs: ["disk"],
    manifold: overlap,
    get startsIn(): number | undefined {
      return startsIn;
    },
  });
  add("web", { inputs: ["db"] });
  await engine.settled();
  startsIn = 50;
  engine.bounce("db");
  await turn();
  seen.length = 0;
  engine.bounce("disk");
  await clock.advance(60);
  await engine.settled();
  expect(seen.slice(0, 7)).toEqual([
    "stop web",
    "end web",
    "stop db",
    "end db",
    "stop disk",
    "end disk",
    "start disk",
  ]);
});

test("a last worker that ends by itself leaves its dependents nothing: they wait for the next", async () => {
  const { engine, clock, seen, add, story } = bench();
  let startsIn: number | undefined;
  const db = add("db", {
    manifold: overlap,
    get startsIn(): number | undefined {
      return startsIn;
    },
  });
  add("web", { inputs: ["db"] });
  await engine.settled();
  startsIn = 50;
  engine.bounce("db");
  await turn();
  seen.length = 0;
  db.end(new Error("killed"));
  await clock.advance(50);
  await engine.settled();
  expect(seen).toEqual(["stop web", "end web", "start db", "start web"]);
  expect(story("last ended")).toEqual([expect.stringContaining('"asked":false')]);
});

/** A database whose next worker has been starting for a while beside the last. */
async function renewed(config: HarnessConfig): Promise<Bench & { readonly db: Probe }> {
  const made = bench(config);
  let startsIn: number | undefined;
  const db = made.add("db", {
    manifold: overlap,
    get startsIn(): number | undefined {
      return startsIn;
    },
  });
  await made.engine.settled();
  startsIn = 50;
  made.engine.bounce("db");
  await turn();
  return { ...made, db };
}

test("a last worker that ends with what is fatal ends the engine, though its next is starting", async () => {
  const { engine, db } = await renewed({ isFatal: (error) => error instanceof Error });
  const error = new Error("disk full");
  db.end(error);
  await expect(engine.wait()).rejects.toBe(error);
});

test("a last worker that uninstalls itself does so, though its next is starting", async () => {
  const { engine, db } = await renewed({});
  db.end(new UninstallError());
  await engine.settled();
  expect(engine.report().manifolds).toEqual({});
});

test("a last worker that does not stop is abandoned, named, and holds up nothing", async () => {
  const { engine, clock, add, story } = bench({ stopDeadline: 100 });
  const db = add("db", { stopsIn: Infinity, manifold: overlap });
  await engine.settled();
  engine.bounce("db");
  await clock.advance(100);
  await engine.settled();
  expect(engine.report().manifolds["db"]).toMatchObject({ phase: "started", abandoned: 1 });
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"db","what":"stop","deadline":100}',
  ]);
  expect(db.starts).toBe(2);
});

test("a replacement overlaps where both do and it names what the last one uses; it is done once that has ended", async () => {
  const { engine, clock, seen, add } = bench();
  add("disk");
  const db = add("db", { inputs: ["disk"], stopsIn: 20, manifold: overlap });
  await engine.settled();
  seen.length = 0;
  let done = false;
  void engine.replace(db.name, { ...db.manifold }).then(() => (done = true));
  await clock.advance(10);
  expect([seen, done]).toEqual([["start db", "stop db"], false]);
  await clock.advance(10);
  expect(done).toBe(true);
  seen.length = 0;
  const without = { ...db.manifold, inputs: [], start: () => runWorker(() => Promise.resolve()) };
  void engine.replace(db.name, without);
  await clock.advance(30);
  expect(seen).toEqual(["stop db", "end db"]);
});

test("one that is to go for good goes with its last worker, dependents first", async () => {
  const { engine, clock, seen, add } = bench();
  add("db", { startsIn: 50, manifold: overlap });
  add("web", { inputs: ["db"] });
  await clock.advance(60);
  engine.bounce("db");
  await turn();
  seen.length = 0;
  engine.kill();
  await clock.advance(10);
  await engine.wait();
  expect(seen).toEqual(["stop web", "end web", "stop db", "end db"]);
});

test("of a last worker, and of a manifold that never overlaps, a report says nothing", async () => {
  const { engine, add } = bench();
  add("db");
  await engine.settled();
  engine.bounce("db");
  await engine.settled();
  expect(Object.keys(engine.report().manifolds["db"] ?? {})).toEqual([
    "state",
    "phase",
    "inputs",
    "since",
    "start-count",
    "started",
    "optional",
  ]);
});

test("a worker of the short form overlaps as well", async () => {
  const { engine } = bench();
  const events: string[] = [];
  const db = resourceName<unknown>("db");
  engine.install(db, worker({ overlap: true }));
  await engine.settled();
  engine.subscribe(({ kind }) => events.push(kind));
  engine.bounce(db);
  await engine.settled();
  expect(events).toContain("superseded");
  expect(events).not.toContain("draining");
});

test("what is neither true nor false, or no function, is refused when it is installed", () => {
  const { engine } = bench();
  const start = (): never => {
    throw new Error("never");
  };
  for (const [wrong, text] of [
    [{ overlap: "yes" }, "overlap is neither true nor false"],
    [{ same: true }, "same is not a function"],
    [{ update: {} }, "update is not a function"],
  ] as const) {
    const manifold = Object.assign({ inputs: [], start }, wrong);
    // @ts-expect-error -- does not compile, where the compiler can see it
    expect(() => engine.install(resourceName("a"), manifold)).toThrow(text);
  }
});
