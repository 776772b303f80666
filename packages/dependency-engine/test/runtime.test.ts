import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { BounceError, Engine, resourceName, runWorker } from "../src/index.js";
import { bench, CONFIG, turn } from "./support.js";

const source = path.join(import.meta.dirname, "../src");

test("no import leaves the package but for the one that may", () => {
  // What tests import is for a runtime that has tests.
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (file) => !file.startsWith("testing"),
  );
  const imports = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      // Without the docstrings, whose examples import what they like.
      const code = readFileSync(path.join(source, file), "utf8").replaceAll(/\/\*\*.*?\*\//gs, "");
      return [...code.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name = ""]) => {
        return name.startsWith(".") ? path.join(path.dirname(file), name) : name;
      });
    });
  expect(imports.length).toBeGreaterThan(100);
  const outside = imports.filter((name) => !files.includes(name.replace(/\.js$/, ".ts")));
  expect(new Set(outside)).toEqual(new Set(["@holdfast/ports"]));
  const manifest: unknown = JSON.parse(readFileSync(path.join(source, "../package.json"), "utf8"));
  expect(manifest).toHaveProperty("dependencies", { "@holdfast/ports": "workspace:^" });
});

test("the engine runs where nothing of Node's is to be found", () => {
  // Only what every JavaScript runtime has is left before the engine is loaded.
  const program = `
    const { log } = console;
    const { setTimeout, clearTimeout } = globalThis;
    for (const name of ["process", "Buffer", "require", "global", "setImmediate", "clearImmediate",
      "performance", "structuredClone", "fetch", "MessageChannel"]) {
      delete globalThis[name];
    }
    const { Engine, resourceName, runWorker } = await import("@holdfast/dependency-engine");
    const engine = new Engine({
      isFatal: () => false, worstError: (error) => error, errorDelay: 1, bounceDelay: 0,
      clock: { now: () => Date.now(), setTimeout, clearTimeout },
    });
    const a = resourceName("a");
    const forever = (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve));
    let starts = 0;
    engine.install(resourceName("b"), {
      inputs: [a], start: ({ get }) => { log("b has", get(a)); return runWorker(forever); },
    });
    engine.install(a, {
      inputs: [],
      start: async () => {
        starts += 1;
        if (starts < 3) throw new Error("not yet");
        return runWorker(forever);
      },
      output: () => "a#" + starts,
    });
    const settled = () => Object.values(engine.report().manifolds).every(({ state }) => state === "started");
    while (!settled()) await new Promise((resolve) => setTimeout(resolve, 1));
    engine.kill();
    await engine.wait();
    log(engine.report().state, typeof process);
  `;
  const hooks = new URL("../../../tools/repo/src/resolve-sources.ts", import.meta.url).href;
  const args = [
    "--conditions=@holdfast/source",
    "--import",
    hooks,
    "--input-type=module",
    "-e",
    program,
  ];
  const said = execFileSync(process.execPath, args, {
    cwd: path.join(source, ".."),
    encoding: "utf8",
  });
  expect(said).toBe("b has a#3\nstopped undefined\n");
});

test("a worker that restarts itself for ever without delay starves nobody", async () => {
  const engine = new Engine(CONFIG);
  let calls = 0;
  engine.install(resourceName("busy"), {
    inputs: [],
    start: () => {
      calls += 1;
      throw new Error("never");
    },
  });
  const before = calls;
  for (let index = 0; index < 5; index += 1) await turn();
  expect(calls).toBeGreaterThan(before);
  engine.kill();
  await engine.wait();
});

test("not even in a simulation, where the clock stands still meanwhile", async () => {
  const { engine, clock, add } = bench();
  const busy = add("busy", {
    onStart: () => {
      throw new Error("never");
    },
  });
  await turn();
  expect(busy.calls).toBeGreaterThan(1000);
  engine.kill();
  await engine.wait();
  expect(clock.pending).toBe(0);
});

test("in a simulation such a worker goes on when the simulated time does, and not before", async () => {
  const { engine, clock, add } = bench();
  const busy = add("busy", {
    onStart: () => {
      throw new Error("never");
    },
  });
  await turn();
  const { calls } = busy;
  for (let index = 0; index < 5; index += 1) await turn();
  expect(busy.calls).toBe(calls);
  let fired = false;
  clock.setTimeout(() => (fired = true), 2);
  await clock.advance(2);
  expect(fired).toBe(true);
  expect(busy.calls).toBeGreaterThan(calls);
  engine.kill();
  await engine.wait();
});

test("on the runtime's own clock, too, delays pass and nothing is left behind", async () => {
  const engine = new Engine({ ...CONFIG, errorDelay: 5, bounceDelay: 1 });
  let starts = 0;
  const up = Promise.withResolvers<void>();
  engine.install(resourceName("a"), {
    inputs: [],
    start: () => {
      starts += 1;
      if (starts < 3) throw new Error("not yet");
      up.resolve();
      return runWorker(
        (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
      );
    },
  });
  await up.promise;
  await engine.settled();
  engine.kill();
  await engine.wait();
  expect(engine.report().manifolds["a"]?.["start-count"]).toBe(1);
});

test("a clock that is set back delays nothing", async () => {
  const { engine, clock, add } = bench({ errorDelay: 1000, random: () => 0.5 });
  const a = add("a");
  await engine.settled();
  a.end(new Error("broken"));
  await turn();
  const now = clock.now.bind(clock);
  clock.now = () => now() - 3_600_000;
  await clock.advance(1000);
  expect(a.starts).toBe(2);
});

test("a worker that fails at once, asynchronously, again and again, does not starve timers", async () => {
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 0,
    bounceDelay: 0,
  });
  engine.install(resourceName("busy"), {
    inputs: [],
    start: () => runWorker(() => Promise.reject(new BounceError())),
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  engine.kill();
  await expect(engine.wait()).resolves.toBeUndefined();
});
