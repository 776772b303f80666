import { describe, expect, test } from "vitest";

import { type DescribedFacade, JujuSchema, messageSchema } from "../src/index.js";

const facade: DescribedFacade = {
  Name: "Lamp",
  Version: 1,
  Schema: {
    properties: {
      Light: {
        properties: {
          Params: {
            type: "object",
            properties: { tag: { $ref: "#/definitions/Tag" } },
            required: ["tag"],
            additionalProperties: false,
          },
        },
      },
    },
    definitions: { Tag: { type: "string" } },
  },
};
const schema = new JujuSchema([facade]);

describe("a message", () => {
  test("that fits has no faults", () => {
    expect(schema.faults("Lamp", "Light", "Params", { tag: "machine-0" })).toEqual([]);
  });

  test("that does not fit has them named, those of referenced definitions included", () => {
    const faults = schema.faults("Lamp", "Light", "Params", { tag: 0, more: true });
    expect(faults).toMatchObject([{ keyword: "additionalProperties" }, { keyword: "type" }]);
  });

  test("where Juju has none is an empty object, and nothing else", () => {
    expect(messageSchema(facade, "Light", "Result")).toBeUndefined();
    expect(schema.faults("Lamp", "Light", "Result", {})).toEqual([]);
    expect(schema.faults("Lamp", "Light", "Result", { on: true })).toEqual({ on: true });
  });

  test("of a method that Juju does not have is a mistake of the test", () => {
    expect(() => schema.faults("Lamp", "Dim", "Params", {})).toThrow("Juju has no Lamp.Dim");
  });
});
