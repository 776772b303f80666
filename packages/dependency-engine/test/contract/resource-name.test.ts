import { expect, test } from "vitest";
import { defineManifold, resourceNames } from "../../src/index.js";
import { bench, probeOf } from "../support.js";

test("names from a catalogue are the texts themselves, and what defines a manifold is the manifold", async () => {
  const name = resourceNames<{ primary: string; replica: string }>();
  const { engine, clock } = bench();
  const primary = probeOf("primary", {}, clock);
  const got: unknown[] = [];
  const replica = defineManifold<string>({
    inputs: [name("primary")],
    start: ({ get }) => {
      got.push(get(name("primary")));
      return { kill: () => undefined, wait: () => new Promise(() => undefined) };
    },
    output: () => "replica",
  });
  engine.install(name("primary"), primary.manifold);
  engine.install(name("replica"), replica);
  await engine.settled();
  expect(got).toEqual(["primary#1"]);
  expect(engine.report().manifolds).toMatchObject({
    primary: { state: "started" },
    replica: { state: "started", inputs: ["primary"] },
  });
});
