import { expect, test } from "vitest";
import { type EngineAccess, resourceName, selfManifold } from "../../src/index.js";
import { bench, probeOf, turn } from "../support.js";

test("a replacement that cannot work is refused, and the manifold runs on", async () => {
  const { engine, add } = bench();
  const a = add("a");
  await engine.settled();
  const replace = (): unknown =>
    Reflect.apply(engine.replace.bind(engine), engine, [a.name, { inputs: [] }]);
  expect(replace).toThrow('"a" manifold has no start function');
  await engine.settled();
  expect([a.starts, engine.report().manifolds["a"]?.state]).toEqual([1, "started"]);
});

test("an engine that is stopping replaces nothing", async () => {
  const { engine, clock, add } = bench();
  const a = add("a", { stopsIn: 10 });
  await engine.settled();
  engine.kill();
  expect(() => engine.replace(a.name, probeOf("a", {}, clock).manifold)).toThrow(
    expect.objectContaining({ code: "ERR_ENGINE_STOPPING", manifold: "a" }),
  );
  await clock.advance(10);
  await engine.wait();
});

test("what was asked for is told as the cause of what followed", async () => {
  const { engine, clock, add } = bench();
  const group = engine.group();
  const held = probeOf("held", {}, clock);
  group.install(held.name, held.manifold);
  add("gone");
  add("a", { optional: ["held"] });
  add("b", { optional: ["gone"] });
  await engine.settled();
  await group.stop();
  await engine.remove("gone");
  await engine.settled();
  expect(engine.explain("a").root.what).toBe("was held");
  expect(engine.explain("b").root.what).toBe("was removed");
  group.start();
  await engine.settled();
  expect(engine.explain("held").root.what).toBe("was released");
});

test("what is installed into a group that was started again is started", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  await group.stop();
  group.start();
  const probe = probeOf("a", {}, clock);
  group.install(probe.name, probe.manifold);
  await engine.settled();
  expect(probe.starts).toBe(1);
});

test("an engine that is installed in itself needs nothing, runs on, and may be bounced", async () => {
  const { engine, add } = bench();
  const self = resourceName<EngineAccess>("engine");
  engine.install(self, selfManifold(engine));
  const inner = add("inner", { inputs: ["engine"], onStart: ({ get }) => void get(self).report() });
  await engine.settled();
  engine.bounce("engine");
  await turn();
  await engine.settled();
  expect(inner.starts).toBe(2);
  expect(engine.report().manifolds["engine"]).toMatchObject({ state: "started", inputs: [] });
  expect(engine.report().state).toBe("started");
});

test("one that waits for an input that is already coming is started once", async () => {
  const { engine, clock, add } = bench();
  add("slow", { startsIn: 100 });
  await clock.advance(10);
  const a = add("a", { inputs: ["slow"] });
  await clock.advance(90);
  await engine.settled();
  expect([a.calls, a.starts]).toEqual([1, 1]);
});
