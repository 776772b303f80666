import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { graphOf, type Needs } from "../../page/layout/graph.js";
import { layOut } from "../../page/layout/layout.js";
import { spread } from "../../page/layout/place.js";
import { agentWiring, layeredWiring, type Wiring } from "../kit/lively-engine.js";

const card = { width: 160, height: 48 };
const gaps = { layer: 40, lane: 18, beside: 18 };

/** Any acyclic wiring: each needs only what comes before it. */
const wirings = fc
  .array(fc.array(fc.nat(200), { maxLength: 4 }), { maxLength: 40 })
  .map((rows): Needs[] =>
    rows.map((picks, index) => ({
      name: `m${index}`,
      inputs: index === 0 ? [] : [...new Set(picks.map((pick) => `m${pick % index}`))],
      optional: [],
    })),
  );
const windows = fc.record({
  width: fc.integer({ min: 200, max: 2000 }),
  height: fc.integer({ min: 200, max: 2000 }),
});

function needsOf(wiring: Wiring): Needs[] {
  return Object.entries(wiring).map(([name, inputs]) => ({ name, inputs, optional: [] }));
}

describe("a layout", () => {
  test("has a place for each, inside its bounds, and no two cards touch", () => {
    fc.assert(
      fc.property(wirings, windows, (needs, window) => {
        const { places, width, height } = layOut(graphOf(needs), card, gaps, window);
        const all = [...places.values()];
        expect(all).toHaveLength(needs.length);
        for (const [index, { x, y }] of all.entries()) {
          expect(x - card.width / 2).toBeGreaterThanOrEqual(-0.001);
          expect(y - card.height / 2).toBeGreaterThanOrEqual(-0.001);
          expect(x + card.width / 2).toBeLessThanOrEqual(width + 0.001);
          expect(y + card.height / 2).toBeLessThanOrEqual(height + 0.001);
          for (const other of all.slice(index + 1)) {
            const apart =
              Math.abs(other.x - x) >= card.width - 0.001 ||
              Math.abs(other.y - y) >= card.height - 0.001;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  test("puts whatever is needed before whatever needs it", () => {
    fc.assert(
      fc.property(wirings, windows, (needs, window) => {
        const { places, across } = layOut(graphOf(needs), card, gaps, window);
        const main = (name: string): number => {
          const place = places.get(name);
          return (across ? place?.x : place?.y) ?? Number.NaN;
        };
        for (const { name, inputs } of needs) {
          for (const input of inputs) expect(main(input)).toBeLessThan(main(name));
        }
      }),
    );
  });

  test("is the same each time, whatever the order of installation", () => {
    const needs = needsOf(agentWiring);
    const window = { width: 1000, height: 600 };
    const one = layOut(graphOf(needs), card, gaps, window);
    const other = layOut(graphOf(needs.toReversed()), card, gaps, window);
    for (const [name, place] of one.places) expect(other.places.get(name)).toEqual(place);
  });

  test("runs the way its window does", () => {
    const needs = needsOf(layeredWiring(20));
    expect(layOut(graphOf(needs), card, gaps, { width: 1600, height: 400 }).across).toBe(true);
    expect(layOut(graphOf(needs), card, gaps, { width: 340, height: 1200 }).across).toBe(false);
  });

  test("of ten thousand manifolds is still made", () => {
    const { places } = layOut(graphOf(needsOf(layeredWiring(10_000))), card, gaps, {
      width: 1400,
      height: 800,
    });
    expect(places.size).toBe(10_000);
  });
});

describe("a need is implied", () => {
  test("exactly where another path leads the same way", () => {
    fc.assert(
      fc.property(wirings, (needs) => {
        const inputs = new Map(needs.map((one) => [one.name, one.inputs]));
        const reaches = (from: string, goal: string): boolean =>
          (inputs.get(from) ?? []).some((input) => input === goal || reaches(input, goal));
        for (const { from, to, implied } of graphOf(needs.slice(0, 14)).edges) {
          const others = (inputs.get(to) ?? []).filter((input) => input !== from);
          expect(implied).toBe(others.some((other) => reaches(other, from)));
        }
      }),
    );
  });

  test("and inputs that nobody installed are left out of the picture", () => {
    const graph = graphOf([{ name: "a", inputs: ["nobody"], optional: [] }]);
    expect(graph.edges).toEqual([]);
    expect(graph.depth.get("a")).toBe(0);
  });
});

describe("places along a layer", () => {
  const wishes = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 12 });

  test("keep their order and distance, and are as wished wherever that can be", () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 60 }), (wanted, gap) => {
        const offsets = wanted.map((_, index) => index * gap);
        const placed = spread(wanted, offsets);
        for (let index = 1; index < placed.length; index++) {
          expect((placed[index] ?? 0) - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(
            gap - 1e-6,
          );
        }
        const sorted = wanted.map((_, index) => index * gap * 2);
        expect(spread(sorted, offsets)).toEqual(sorted);
      }),
    );
  });

  test("shift as little as they can: no single one would be better off elsewhere", () => {
    fc.assert(
      fc.property(wishes, (wanted) => {
        const gap = 10;
        const placed = spread(
          wanted,
          wanted.map((_, index) => index * gap),
        );
        const cost = (places: readonly number[]): number =>
          places.reduce((sum, place, index) => sum + (place - (wanted[index] ?? 0)) ** 2, 0);
        for (const index of placed.keys()) {
          for (const step of [-1, 1]) {
            const moved = placed.with(index, (placed[index] ?? 0) + step);
            const legal = moved.every(
              (place, at) => at === 0 || place - (moved[at - 1] ?? 0) >= gap - 1e-6,
            );
            expect(!legal || cost(moved) >= cost(placed) - 1e-6).toBe(true);
          }
        }
      }),
    );
  });
});
