import { expect, test } from "vitest";
import { EventStream } from "../../src/events/event-stream.js";
import type { EngineEvent } from "../../src/index.js";
import { bench, probeOf } from "../support.js";

test("whoever subscribed after one that throws hears in order, too", async () => {
  const { engine, events, add } = bench();
  engine.subscribe(() => {
    throw new Error("cannot write");
  });
  const heard: EngineEvent[] = [];
  engine.subscribe((event) => heard.push(event));
  add("a");
  await engine.settled();
  expect(heard).toEqual(events);
  expect(heard.map(({ kind }) => kind).slice(0, 2)).toEqual(["installed", "wave began"]);
});

test("what a listener sets off is told to all after what it heard of", async () => {
  const { engine, clock, events, add } = bench();
  const b = probeOf("b", {}, clock);
  engine.subscribe((event) => {
    if (event.kind === "installed" && event.manifold === "a") engine.install(b.name, b.manifold);
  });
  const heard: EngineEvent[] = [];
  engine.subscribe((event) => heard.push(event));
  add("a");
  await engine.settled();
  expect(b.starts).toBe(1);
  expect(heard).toEqual(events);
  expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1));
});

test("nothing is made, or numbered, while nobody listens", () => {
  let asked = 0;
  const now = (): number => (asked += 1);
  const stream = new EventStream({ now, setTimeout: () => 0, clearTimeout: () => undefined });
  stream.emit({ kind: "engine stopping" });
  expect(stream.watched).toBe(false);
  const stop = stream.subscribe(() => undefined);
  stream.emit({ kind: "engine stopping" });
  stop();
  stream.emit({ kind: "engine stopping" });
  expect(stream.watched).toBe(false);
  const heard: EngineEvent[] = [];
  const other = stream.subscribe(() => undefined);
  stream.subscribe((event) => heard.push(event));
  other();
  expect(stream.watched).toBe(true);
  stream.emit({ kind: "engine stopping" });
  expect(heard).toEqual([{ seq: 2, at: 2, kind: "engine stopping" }]);
});
