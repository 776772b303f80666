import { expect, test } from "vitest";
import { resourceName, runWorker, UninstallError } from "../../src/index.js";
import { bench, probeOf } from "../support.js";

test("a member that uninstalled itself is one no longer, and the others stop, start, bounce and go as one", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  const once = {
    inputs: [],
    start: () => runWorker(() => Promise.reject(new UninstallError())),
  };
  group.install(resourceName("once"), once);
  const a = probeOf("a", {}, clock);
  const b = probeOf("b", {}, clock);
  group.install(a.name, a.manifold).install(b.name, b.manifold);
  await engine.settled();
  await engine.settled();
  expect(group.members).toEqual(["a", "b"]);
  await group.stop();
  group.start();
  await engine.settled();
  group.bounce();
  await engine.settled();
  expect([a.starts, b.starts]).toEqual([3, 3]);
  await group.remove();
  expect([group.members, Object.keys(engine.report().manifolds)]).toEqual([[], []]);
});

test("what somebody else installs under the name of a member that is gone is no member", async () => {
  const { engine, clock, add } = bench();
  const group = engine.group();
  const a = probeOf("a", {}, clock);
  group.install(a.name, a.manifold);
  await engine.settled();
  await engine.remove("a");
  const stranger = add("a");
  await group.stop();
  group.start();
  group.bounce();
  await group.remove();
  await engine.settled();
  expect([stranger.starts, engine.report().manifolds["a"]?.phase]).toEqual([1, "started"]);
});

test("what replaces a member by its name is a member, and stays stopped with the group", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  const a = probeOf("a", {}, clock);
  const other = probeOf("a", {}, clock);
  group.install(a.name, a.manifold);
  await engine.settled();
  await group.stop();
  await engine.replace(a.name, other.manifold);
  await engine.settled();
  expect(other.starts).toBe(0);
  group.start();
  await engine.settled();
  expect([other.starts, group.members]).toEqual([1, ["a"]]);
});

test("an installation that is refused makes no member, and loses none", async () => {
  const { engine, clock, add } = bench();
  const stranger = add("x");
  const group = engine.group();
  const a = probeOf("a", {}, clock);
  group.install(a.name, a.manifold);
  expect(() => group.install(stranger.name, stranger.manifold)).toThrow("already installed");
  expect(() => group.install(a.name, a.manifold)).toThrow("already installed");
  expect(group.members).toEqual(["a"]);
});

test.each(["while it stops", "after its end"])(
  "no call of a group revives an engine, %s",
  async (when) => {
    const { engine, clock, add } = bench();
    add("slow", { stopsIn: 100 });
    const group = engine.group();
    const a = probeOf("a", {}, clock);
    group.install(a.name, a.manifold);
    await engine.settled();
    engine.kill();
    if (when === "after its end") await clock.advance(100);
    group.bounce();
    void group.stop();
    expect(() => group.start()).toThrow(expect.objectContaining({ code: "ERR_ENGINE_STOPPING" }));
    group.bounce();
    await clock.advance(100);
    await engine.wait();
    expect([a.starts, engine.report().state]).toEqual([1, "stopped"]);
    await group.remove();
    expect(engine.report().manifolds["a"]).toBeUndefined();
  },
);
