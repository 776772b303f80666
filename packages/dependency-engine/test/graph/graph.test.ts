import { expect, test } from "vitest";
import { Graph } from "../../src/graph/graph.js";
import type { Node, Owned } from "../../src/graph/node.js";
import { NEVER } from "../support.js";

/** Links each, in turn, and takes it for installed. */
function graphOf(
  ...installs: readonly (readonly [name: string, inputs: readonly string[]])[]
): Graph {
  const graph = new Graph();
  for (const [name, inputs] of installs) place(graph.link(name, inputs));
  return graph;
}

function place(node: Owned<"manifold">): void {
  node.manifold = NEVER;
}

function forget(graph: Graph, node: Owned<"manifold">): void {
  node.manifold = undefined;
  graph.unlink(node);
}

function names(nodes: Iterable<Node>): string[] {
  return Array.from(nodes, ({ name }) => name);
}

/** The names in the order that is kept of them. */
function ordered(graph: Graph): string[] {
  return names([...graph.all()].toSorted((a, b) => a.order - b.order));
}

test("one that is installed no longer is forgotten, with whoever only it named", () => {
  const graph = graphOf(["a", ["named", "kept"]], ["kept", []]);
  const a = graph.link("a", ["named", "kept"]);
  forget(graph, a);
  expect(names(graph.all())).toEqual(["kept"]);
  expect(names(graph.get("kept")?.dependents ?? [])).toEqual([]);
  expect(names(a.inputs)).toEqual([]);
});

test("one that is named by another is not forgotten", () => {
  const graph = graphOf(["a", ["b"]], ["b", []]);
  const b = graph.link("b", []);
  forget(graph, b);
  expect(names(graph.all())).toEqual(["a", "b"]);
  expect(names(graph.installed())).toEqual(["a"]);
});

test("inputs that are named no longer are forgotten, and those that still are are kept", () => {
  const graph = graphOf(["a", ["old", "both"]]);
  graph.link("a", ["both", "new"]);
  expect(names(graph.all()).toSorted()).toEqual(["a", "both", "new"]);
});

test("one that names itself is refused, and leaves nothing behind", () => {
  const graph = graphOf();
  expect(() => graph.link("self", ["other", "self"])).toThrow("self -> self");
  expect(names(graph.all())).toEqual([]);
});

test("an input that is named twice is one input, and has one dependent", () => {
  const graph = graphOf(["a", ["b", "c", "b"]]);
  expect(names(graph.get("a")?.inputs ?? [])).toEqual(["b", "c"]);
  expect(names(graph.get("b")?.dependents ?? [])).toEqual(["a"]);
});

test("of many dependents each can go, and the others stay", () => {
  const many = Array.from({ length: 20 }, (_, index) => `n${index}`);
  const graph = graphOf(...many.map((name) => [name, ["input"]] as const));
  expect(names(graph.get("input")?.dependents ?? []).toSorted()).toEqual(many.toSorted());
  for (const [index, name] of many.entries()) {
    graph.link(name, []);
    const left = many.slice(index + 1).toSorted();
    expect(names(graph.get("input")?.dependents ?? []).toSorted()).toEqual(left);
  }
  expect(graph.get("input")).toBeUndefined();
});

test("what is reached by two ways keeps one place of its own", () => {
  // A diamond above `d`, another below `i`; the edge from `i` to `d` moves both.
  const graph = graphOf(
    ["d", []],
    ["left", ["d"]],
    ["right", ["d"]],
    ["top", ["left", "right"]],
    ["root", []],
    ["one", ["root"]],
    ["two", ["root"]],
    ["i", ["one", "two"]],
  );
  graph.link("d", ["i"]);
  const order = ordered(graph);
  expect(order.slice(0, 1)).toEqual(["root"]);
  expect(order.slice(1, 3).toSorted()).toEqual(["one", "two"]);
  expect(order.slice(3, 5)).toEqual(["i", "d"]);
  expect(order.slice(5, 7).toSorted()).toEqual(["left", "right"]);
  expect(order.slice(7)).toEqual(["top"]);
  expect(new Set(Array.from(graph.all(), (node) => node.order)).size).toBe(8);
});

test("those that are moved together keep the order that they had among themselves", () => {
  // `x` was the first to name `d`, and needs `y`, which names `d` too.
  const graph = graphOf(["d", []], ["x", ["d", "y"]], ["y", ["d"]], ["i", []]);
  graph.link("d", ["i"]);
  expect(ordered(graph)).toEqual(["i", "d", "y", "x"]);
});

test("an order that is right already is left as it is", () => {
  const graph = graphOf(["a", []], ["b", []], ["c", []]);
  const before = Array.from(graph.all(), (node) => node.order);
  graph.link("c", ["b", "a"]);
  expect(Array.from(graph.all(), (node) => node.order)).toEqual(before);
});

test("only what the new edge contradicts is moved", () => {
  const graph = graphOf(["below", []], ["d", ["below"]], ["i", []], ["above", ["d", "i"]]);
  const places = new Map(Array.from(graph.all(), (node) => [node.name, node.order]));
  graph.link("d", ["below", "i"]);
  expect(ordered(graph)).toEqual(["below", "i", "d", "above"]);
  expect(graph.get("below")?.order).toBe(places.get("below"));
  expect(graph.get("above")?.order).toBe(places.get("above"));
});
