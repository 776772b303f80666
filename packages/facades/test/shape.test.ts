import { describe, expect, test } from "vitest";

import * as facades from "../src/index.js";
import { type Shape, shapeOf } from "../src/testing/index.js";

/** Of a shape, the least value that there is of it. */
function least(shape: Shape): unknown {
  switch (shape.kind) {
    case "text":
      return "x";
    case "integer":
      return 1;
    case "flag":
      return true;
    case "anything":
      return null;
    case "list":
      return [least(shape.item)];
    case "map":
      return { name: least(shape.value) };
    case "message":
      return Object.fromEntries([...shape.members].map(([name, one]) => [name, least(one.shape)]));
  }
}

describe("the shape of a schema", () => {
  const described = Object.values(facades).filter(
    (one): one is typeof facades.Agent => typeof one === "object" && "methods" in one,
  );

  test.each(described)("makes what $name's methods read", ({ methods }) => {
    for (const { params } of Object.values(methods)) {
      const schema: facades.Schema<unknown> = params;
      const value = least(shapeOf(schema));
      expect(() => facades.decode(schema, value, "it")).not.toThrow();
    }
  });

  test("tells what may be left out", () => {
    const schema = facades.message<{ here: string; there?: number }>({
      here: facades.text,
      there: facades.optional(facades.integer),
    });
    expect(shapeOf(schema)).toEqual({
      kind: "message",
      members: new Map<string, unknown>([
        ["here", { shape: { kind: "text" }, optional: false }],
        ["there", { shape: { kind: "integer" }, optional: true }],
      ]),
    });
  });
});
