import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CycleError } from "../../src/contract/errors.js";
import { Graph } from "../../src/graph/graph.js";
import type { Owned } from "../../src/graph/node.js";
import { NEVER } from "../support.js";

/** Links, or says that it was refused for a cycle. */
function attempt(graph: Graph, name: string, inputs: readonly string[]): "linked" | "refused" {
  try {
    const node: Owned<"manifold"> = graph.link(name, inputs);
    node.manifold ??= NEVER;
    return "linked";
  } catch (error) {
    if (!(error instanceof CycleError)) throw error;
    return "refused";
  }
}

test("the order of the graph holds after every edge, and exactly the edges that close a cycle are refused", () => {
  const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
  const install = fc.record({
    name: fc.constantFrom(...names),
    inputs: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(install, { maxLength: 20 }), (installs) => {
      const graph = new Graph();
      const edges = new Map<string, readonly string[]>();
      const reaches = (from: string, to: string): boolean =>
        from === to || (edges.get(from) ?? []).some((input) => reaches(input, to));
      for (const { name, inputs } of installs) {
        const cyclic = inputs.some((input) => {
          const before = edges.get(name);
          edges.delete(name);
          const found = reaches(input, name);
          if (before !== undefined) edges.set(name, before);
          return found;
        });
        expect(attempt(graph, name, inputs)).toBe(cyclic ? "refused" : "linked");
        if (!cyclic) edges.set(name, inputs);
        for (const node of graph.all()) {
          expect(node.inputs.map((input) => input.name)).toEqual(edges.get(node.name) ?? []);
          for (const input of node.inputs) {
            expect(input.order).toBeLessThan(node.order);
            expect(input.dependents).toContain(node);
          }
          for (const dependent of node.dependents) expect(dependent.inputs).toContain(node);
          expect(node.manifold !== undefined || node.dependents.length > 0).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a refused cycle names a path that is there", () => {
  const graph = new Graph();
  const link = (name: string, inputs: string[]): void => void attempt(graph, name, inputs);
  link("a", ["b"]);
  link("b", ["c", "x"]);
  link("c", ["d"]);
  expect(() => graph.link("d", ["y", "a"])).toThrow("d -> a -> b -> c -> d");
  expect(graph.get("y")).toBeUndefined();
  expect(graph.get("d")?.inputs).toEqual([]);
});
