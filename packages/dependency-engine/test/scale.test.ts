import { seededRandom } from "@holdfast/ports";
import { expect, test } from "vitest";
import { bench, turn } from "./support.js";

test("installing three thousand in a random order starts each of them once", async () => {
  const { engine, add } = bench();
  const random = seededRandom(3);
  const layers = Array.from({ length: 3000 }, (_, index) => index);
  const order = layers.map((index) => [random(), index] as const).toSorted(([a], [b]) => a - b);
  const probes = order.map(([, index]) => {
    const above = index - (index % 300) - 300;
    const inputs = index < 300 ? [] : [1, 7, 13].map((k) => `n${above + ((index * k) % 300)}`);
    return add(`n${index}`, { inputs });
  });
  await engine.settled();
  expect(probes.every(({ starts, calls }) => starts === 1 && calls === 1)).toBe(true);
  engine.kill();
  await engine.wait();
});

test("a chain of five thousand starts, bounces and stops without deep recursion", async () => {
  const { engine, add } = bench();
  const root = add("n0");
  for (let index = 1; index < 5000; index += 1) add(`n${index}`, { inputs: [`n${index - 1}`] });
  await engine.settled();
  root.end(new Error("broken"));
  await turn();
  await engine.settled();
  expect(engine.report().manifolds["n4999"]?.["start-count"]).toBe(2);
  engine.kill();
  await engine.wait();
});
