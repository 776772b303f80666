import { expect, test } from "vitest";
import { type Manifold, resourceName, type StartContext, worker } from "../../src/index.js";
import { type Bench, bench, turn } from "../support.js";

const config = resourceName<string>("config");

/** An engine with a configuration that can be changed, and a worker that takes it in place. */
function updating(
  update: (inputs: StartContext) => void | Promise<void>,
  parts: Partial<Manifold<string>> = {},
  configParts: Partial<Manifold<string>> = {},
): Bench & { readonly change: (port: number) => void; readonly taken: string[] } {
  const made = bench({ startDeadline: 1000, stopDeadline: 200 });
  let port = 80;
  const taken: string[] = [];
  made.add("config", {
    manifold: {
      output: () => `port ${port}`,
      same: (before, after) => before === after,
      ...configParts,
    },
  });
  made.add("web", {
    inputs: ["config"],
    manifold: {
      update: (_worker, inputs) => {
        taken.push(inputs.get(config));
        return update(inputs);
      },
      ...parts,
    },
  });
  return {
    ...made,
    taken,
    change: (to) => {
      port = to;
      made.engine.bounce("config");
    },
  };
}

test("a worker is handed a new output while it runs, once, and its dependents are not touched", async () => {
  const { engine, add, change, taken, seen, story } = updating(() => undefined);
  const page = add("page", { inputs: ["web"] });
  await engine.settled();
  seen.length = 0;
  change(81);
  await engine.settled();
  expect(taken).toEqual(["port 81"]);
  expect(seen).toEqual(["stop config", "end config", "start config"]);
  expect(page.starts).toBe(1);
  expect(story("outdated", "updating", "updated")).toEqual([
    '{"kind":"outdated","manifold":"web","by":"update","because":{"manifold":"config","what":"bounced"}}',
    '{"kind":"updating","manifold":"web","because":{"manifold":"config","what":"bounced"}}',
    '{"kind":"updated","manifold":"web","took":0,"count":1}',
  ]);
  expect(engine.report().manifolds["web"]).toMatchObject({ "update-count": 1, "start-count": 1 });
  expect(engine.explain("web").text).toBe(
    '"web" is running: "web" was handed, while it ran on, the new output of "config", because "config" was bounced.',
  );
});

test("an input that it ran without is handed over when it comes; one that goes restarts it", async () => {
  const { engine, add } = bench();
  const got: (string | undefined)[] = [];
  const web = add("web", {
    optional: ["cache"],
    manifold: { update: (_worker, { find }) => void got.push(find(resourceName<string>("cache"))) },
  });
  await engine.settled();
  add("cache");
  await engine.settled();
  expect([web.starts, got]).toEqual([1, ["cache#1"]]);
  await engine.remove("cache");
  await engine.settled();
  expect([web.starts, got]).toEqual([2, ["cache#1"]]);
});

test("several inputs that change at once are handed over at once, when all are there", async () => {
  const { engine, clock, add } = bench();
  let port = 80;
  const same = (before: string, after: string): boolean => before === after;
  add("config", { manifold: { output: () => `port ${port}`, same } });
  for (const name of ["left", "right"]) {
    add(name, {
      inputs: ["config"],
      startsIn: name === "left" ? 10 : 90,
      manifold: { output: () => `${name} ${port}`, same },
    });
  }
  const got: string[][] = [];
  const web = add("web", {
    inputs: ["left", "right"],
    manifold: {
      update: (_worker, { get }) =>
        void got.push([get(resourceName<string>("left")), get(resourceName<string>("right"))]),
    },
  });
  await clock.advance(90);
  await engine.settled();
  port = 81;
  engine.bounce("config");
  await clock.advance(90);
  await engine.settled();
  expect(got).toEqual([["left 81", "right 81"]]);
  expect(web.starts).toBe(1);
});

test("an update that throws, or rejects, is told, and leads to a restart", async () => {
  for (const fail of [
    () => {
      throw new Error("no such port");
    },
    () => Promise.reject(new Error("no such port")),
  ]) {
    const { engine, change, seen, story } = updating(fail);
    await engine.settled();
    seen.length = 0;
    change(81);
    await engine.settled();
    expect(seen.slice(3)).toEqual(["stop web", "end web", "start web"]);
    expect(story("update failed")).toEqual([expect.stringContaining("no such port")]);
    expect(engine.explain("web").text).toContain(
      "could not take its new inputs while it ran: no such port",
    );
    // The worker has not failed: nobody counts it, and nothing was waited for.
    expect(engine.report().manifolds["web"]).not.toHaveProperty("error");
  }
});

test("an update that overruns the deadline of a start is told so by its signal, and leads to a restart", async () => {
  let signal: AbortSignal | undefined;
  const { engine, clock, change, seen, story } = updating((inputs) => {
    ({ signal } = inputs);
    return new Promise(() => undefined);
  });
  await engine.settled();
  seen.length = 0;
  change(81);
  await clock.advance(999);
  expect(signal?.aborted).toBe(false);
  await clock.advance(1);
  expect(signal?.reason).toMatchObject({ code: "ERR_START_ABORTED" });
  expect(engine.report().manifolds["web"]?.phase).toBe("draining");
  // It does not heed its signal: it is waited for as long as for a worker that does not stop.
  await clock.advance(199);
  expect(seen).not.toContain("stop web");
  await clock.advance(1);
  await engine.settled();
  expect(seen.slice(3)).toEqual(["stop web", "end web", "start web"]);
  expect(story("overran")).toEqual([
    '{"kind":"overran","manifold":"web","what":"update","deadline":1000}',
    '{"kind":"overran","manifold":"web","what":"update","deadline":200}',
  ]);
});

test("an update is interrupted where the worker must stop, which is told once the update is over", async () => {
  const { engine, clock, change, seen } = updating(async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await new Promise((resolve) => void clock.setTimeout(() => resolve(undefined), 50));
  });
  await engine.settled();
  change(81);
  await turn();
  expect(engine.report().manifolds["web"]?.phase).toBe("updating");
  seen.length = 0;
  engine.kill();
  await clock.advance(49);
  expect(seen).toEqual([]);
  await clock.advance(1);
  await engine.wait();
  expect(seen).toEqual(["stop web", "end web", "stop config", "end config"]);
});

test("what changes again during an update is handed over after it", async () => {
  const { engine, clock, change, taken, seen } = updating(
    () => new Promise((resolve) => void clock.setTimeout(() => resolve(), 50)),
    {},
    { overlap: true },
  );
  await engine.settled();
  change(81);
  await clock.advance(10);
  change(82);
  await clock.advance(39);
  expect(taken).toEqual(["port 81"]);
  // The worker holds what it had until its update is over: so the first config is still there.
  expect(seen).toEqual(["start config", "start web", "start config"]);
  await clock.advance(100);
  await engine.settled();
  expect(taken).toEqual(["port 81", "port 82"]);
});

test("a worker that ends while it is updated is started again, and its update given up", async () => {
  let signal: AbortSignal | undefined;
  const made = bench();
  made.add("config", { manifold: { output: () => "same port", same: () => false } });
  const web = made.add("web", {
    inputs: ["config"],
    manifold: {
      update: (_worker, inputs) => {
        ({ signal } = inputs);
        return new Promise(() => undefined);
      },
    },
  });
  await made.engine.settled();
  made.engine.bounce("config");
  await turn();
  web.end();
  await made.engine.settled();
  expect([signal?.aborted, web.starts]).toEqual([true, 2]);
});

test("an update may ask only for what is up, and only until it has returned", async () => {
  let later: StartContext | undefined;
  const { engine, change } = updating((inputs) => {
    later = inputs;
    expect(() => inputs.get(resourceName("secret"))).toThrow("not declared");
  });
  await engine.settled();
  change(81);
  await engine.settled();
  expect(engine.report().manifolds["web"]?.["update-count"]).toBe(1);
  expect(() => later?.get(config)).toThrow("expired");
});

test("with same a worker's own output is compared after an update; without it dependents keep what they hold", async () => {
  for (const [same, starts] of [
    [undefined, 1],
    [(before: string, after: string) => before === after, 2],
  ] as const) {
    let url = "http://:80";
    const { engine, add, change } = updating(
      () => {
        url = "http://:81";
      },
      { output: () => url, ...(same === undefined ? {} : { same }) },
    );
    const page = add("page", { inputs: ["web"] });
    await engine.settled();
    change(81);
    await engine.settled();
    expect(page.starts).toBe(starts);
  }
});

test("a worker of the short form is updated with its inputs, its signal and its output", async () => {
  const { engine } = bench();
  let greeting = "hello";
  engine.install(
    config,
    worker({ output: () => greeting, same: (before, after) => before === after }),
  );
  const web = resourceName<{ text: string }>("web");
  engine.install(
    web,
    worker({
      inputs: { config },
      output: (inputs) => ({ text: inputs.config }),
      update: (inputs, signal, output) => {
        expect(signal.aborted).toBe(false);
        output.text = inputs.config;
      },
    }),
  );
  const output = await engine.ready(web);
  greeting = "good morning";
  engine.bounce(config);
  await engine.settled();
  expect([await engine.ready(web), output.text]).toEqual([output, "good morning"]);
});
