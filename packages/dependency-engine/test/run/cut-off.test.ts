import { expect, test } from "vitest";
import { type Manifold, resourceName, worker } from "../../src/index.js";
import { bench, turn } from "../support.js";

/** A manifold whose output is what `value` gives when its worker comes up. */
function valued(
  value: () => string,
  rest: Partial<Manifold<string>> = {},
): Partial<Manifold<string>> {
  return { output: value, same: (before, after) => before === after, ...rest };
}

test("dependents of an output that is the same after a restart run on, and the event says who", async () => {
  const { engine, add, story } = bench();
  const config = add("config", { manifold: valued(() => "port 80") });
  const web = add("web", { inputs: ["config"] });
  const page = add("page", { inputs: ["web"] });
  await engine.settled();
  engine.bounce("config");
  await engine.settled();
  expect([config.starts, web.starts, page.starts]).toEqual([2, 1, 1]);
  expect(story("kept")).toEqual(['{"kind":"kept","manifold":"config","dependents":["web"]}']);
  expect(engine.explain("web")).toMatchObject({
    kept: ["config"],
    text: '"web" is running: "web" was installed; it ran on through the restart of "config", whose output is the same.',
  });
  expect(engine.explain("page").kept).toBeUndefined();
});

test("dependents of another output are restarted once it is there, and not before", async () => {
  const { engine, clock, seen, add } = bench();
  let port = 80;
  add("config", { startsIn: 50, stopsIn: 20, manifold: valued(() => `port ${port}`) });
  const web = add("web", { inputs: ["config"] });
  await clock.advance(50);
  await engine.settled();
  seen.length = 0;
  port = 81;
  engine.bounce("config");
  await clock.advance(60);
  // Its worker has ended, the next is not up: what is held of the last is good until then.
  expect(seen).toEqual(["stop config", "end config"]);
  await clock.advance(10);
  await engine.settled();
  expect(seen).toEqual([
    "stop config",
    "end config",
    "start config",
    "stop web",
    "end web",
    "start web",
  ]);
  expect(web.got).toEqual({ config: "port 81" });
  expect(engine.explain("web").text).toContain('was restarted for the new output of "config"');
});

test("a start is never given what others hold on to: it waits for the worker that comes", async () => {
  const { engine, clock, add } = bench();
  let port = 80;
  add("config", { startsIn: 50, manifold: valued(() => `port ${port}`) });
  add("web", { inputs: ["config"] });
  await clock.advance(50);
  port = 81;
  engine.bounce("config");
  const late = add("late", { inputs: ["config"] });
  await clock.advance(49);
  expect(late.calls).toBe(0);
  await clock.advance(1);
  await engine.settled();
  expect(late.got).toEqual({ config: "port 81" });
});

test("a start that is under way when an input is restarted is given up: it may ask at any moment", async () => {
  const { engine, clock, add, story } = bench();
  const config = add("config", { manifold: valued(() => "port 80") });
  const web = add("web", { inputs: ["config"], startsIn: 50 });
  await clock.advance(10);
  engine.bounce("config");
  await clock.advance(100);
  await engine.settled();
  expect([config.starts, web.starts]).toEqual([2, 1]);
  expect(story("aborting")).toHaveLength(1);
});

test("dependents let go of it once their patience with its restart is over", async () => {
  const { engine, clock, add } = bench({ patience: 100 });
  let startsIn: number | undefined;
  const config = add("config", {
    manifold: valued(() => "port 80"),
    get startsIn(): number | undefined {
      return startsIn;
    },
  });
  const web = add("web", { inputs: ["config"], copes: true });
  await engine.settled();
  startsIn = 300;
  engine.bounce("config");
  await clock.advance(99);
  expect(web.starts).toBe(1);
  await clock.advance(1);
  await turn();
  expect([web.starts, web.got]).toEqual([2, { config: undefined }]);
  await clock.advance(200);
  await engine.settled();
  expect([config.starts, web.starts, web.got]).toEqual([2, 3, { config: "port 80" }]);
});

test("where it goes for good dependents end before it does, as ever", async () => {
  const { engine, seen, add } = bench();
  add("config", { manifold: valued(() => "port 80") });
  add("web", { inputs: ["config"], copes: true });
  await engine.settled();
  engine.bounce("config");
  await engine.settled();
  seen.length = 0;
  await engine.remove("config");
  expect(seen.slice(0, 4)).toEqual(["stop web", "end web", "stop config", "end config"]);
  await engine.settled();
  engine.kill();
  await engine.wait();
});

test("a worker that failed, and is tried again soon, leaves its dependents what they hold", async () => {
  const { engine, clock, add } = bench({ errorDelay: 50, random: () => 0.5 });
  const config = add("config", { manifold: valued(() => "port 80") });
  const web = add("web", { inputs: ["config"] });
  await engine.settled();
  config.end(new Error("lost its file"));
  await clock.advance(60);
  await engine.settled();
  expect([config.starts, web.starts]).toEqual([2, 1]);
});

test("a replacement is compared too, where both are values; where one is not, dependents restart", async () => {
  const { engine, add } = bench();
  const config = add("config", { manifold: valued(() => "port 80") });
  const web = add("web", { inputs: ["config"] });
  await engine.settled();
  await engine.replace(config.name, config.manifold);
  await engine.settled();
  expect(web.starts).toBe(1);
  const plain = { ...config.manifold };
  delete plain.same;
  await engine.replace(config.name, plain);
  await engine.settled();
  expect(web.starts).toBe(2);
});

test("a replacement that is a value does not make one of what was held before it", async () => {
  const { engine, seen, add } = bench();
  const plain = add("config");
  add("web", { inputs: ["config"] });
  await engine.settled();
  seen.length = 0;
  plain.end();
  void engine.replace(plain.name, {
    ...plain.manifold,
    output: () => "port 80",
    same: (before, after) => before === after,
  });
  await engine.settled();
  expect(seen).toEqual(["end config", "stop web", "end web", "start config", "start web"]);
});

test("where same throws, or the output cannot be had, the outputs count as different", async () => {
  const { engine, add, story } = bench({ errorDelay: 60_000 });
  const broken = new Error("cannot compare");
  add("a", {
    manifold: valued(() => "a", {
      same: () => {
        throw broken;
      },
    }),
  });
  const b = add("b", { inputs: ["a"] });
  let fails = false;
  add("c", {
    manifold: valued(() => {
      if (fails) throw new Error("no output");
      return "c";
    }),
  });
  const d = add("d", { inputs: ["c"], copes: true });
  await engine.settled();
  engine.bounce("a");
  await engine.settled();
  expect(b.starts).toBe(2);
  expect(story("same failed")).toEqual([
    expect.stringContaining('the same of \\"a\\" threw while it compared outputs'),
  ]);
  fails = true;
  engine.bounce("c");
  await engine.settled();
  expect(engine.explain("d").text).toContain("no output");
  expect(d.starts).toBe(1);
});

test("an output that cannot be had is compared with none, and none with it", async () => {
  const { engine, add, story } = bench();
  const compared: unknown[] = [];
  let fails = true;
  const manifold: Partial<Manifold<string>> = {
    overlap: true,
    output: () => {
      if (fails) throw new Error("no output");
      return "a";
    },
    same: (before, after) => {
      compared.push([before, after]);
      return before === after;
    },
  };
  add("a", { manifold });
  await engine.settled();
  for (fails of [false, true, false]) {
    engine.bounce("a");
    await engine.settled();
  }
  expect([compared, story("same failed")]).toEqual([[], []]);
  engine.bounce("a");
  await engine.settled();
  expect(compared).toEqual([["a", "a"]]);
});

test("a change that same hides does not wake what rests", async () => {
  const { engine, add } = bench();
  add("config", { manifold: valued(() => "port 80") });
  const once = add("once", { inputs: ["config"] });
  await engine.settled();
  once.end();
  await engine.settled();
  engine.bounce("config");
  await engine.settled();
  expect(engine.report().manifolds["once"]).toMatchObject({ resting: "finished" });
  expect(once.starts).toBe(1);
});

test("an output that nobody compares is asked for anew by each start, as ever", async () => {
  const { engine } = bench();
  const name = resourceName<{ readonly n: number }>("counter");
  let n = 0;
  engine.install(name, worker({ output: () => ({ n: (n += 1) }) }));
  const first = await engine.ready(name);
  expect(await engine.ready(name)).toBe(first);
  engine.bounce(name);
  await engine.settled();
  expect(await engine.ready(name)).toEqual({ n: 2 });
});
