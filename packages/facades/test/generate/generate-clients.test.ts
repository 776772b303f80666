import { describe, expect, test } from "vitest";

import {
  GenerateError,
  generateClients,
  parseSchema,
  selectFacades,
} from "../../src/generate/index.js";
import { generatedFolder, importClients, read } from "../support/import-clients.js";
import { lamps } from "../support/lamp-schema.js";

const parsed = (...facades: unknown[]): ReturnType<typeof parseSchema> =>
  parseSchema(JSON.stringify(facades), "schema.json");

describe("clients made of a schema", () => {
  const files = generateClients(parsed(lamps(3), lamps(2)));

  test("are one file for each version of a facade, and an index of them", () => {
    expect([...files.keys()]).toEqual(["lamp-keeper-2.ts", "lamp-keeper-3.ts", "index.ts"]);
    expect(files.get("index.ts")).toContain(
      'export { LampKeeper3, type LampKeeper3Methods } from "./lamp-keeper-3.js";',
    );
  });

  test("have a type for every kind of message, as it goes over the wire", () => {
    const source = files.get("lamp-keeper-2.ts");
    expect(source).toContain(`export interface Lamp {
  name: string;
  watts: number;
  hours?: number;
  lit: boolean;
  since: string | null;
  config: unknown;
  spares?: Lamp[];
  socket: string;
}`);
    expect(source).toContain(`export interface Lights {
  lamps: Lamp[];
  "by-name": { [name: string]: Lamp };
}`);
  });

  test("are documented by the schema, whatever its texts are", () => {
    expect(files.get("lamp-keeper-2.ts")).toContain(`export interface LampKeeper2Methods {
  /**
   * Light lights them, and /* nothing *\\/ else.
   * \\@param lamps to light
   */
  Light(params: Lamp): Lights;
  Quench(params: Empty): Empty;
}`);
  });

  test("hold nothing that no method uses", () => {
    expect(files.get("lamp-keeper-2.ts")).not.toContain("Unused");
  });

  test("read messages as those that are written by hand do, of their own kind inside them, too", async () => {
    using generated = generatedFolder();
    const { LampKeeper2 } = await importClients(generated.folder, files);
    if (LampKeeper2 === undefined) throw new Error("there is no LampKeeper2");
    expect(LampKeeper2).toMatchObject({ name: "LampKeeper", version: 2 });
    expect(
      read(LampKeeper2, "Light", "params", { NAME: "a", spares: [{ watts: 1.5 }, null] }),
    ).toEqual({
      name: "a",
      watts: 0,
      lit: false,
      since: null,
      socket: "",
      spares: [
        { name: "", watts: 1.5, lit: false, since: null, socket: "" },
        { name: "", watts: 0, lit: false, since: null, socket: "" },
      ],
    });
    expect(() => read(LampKeeper2, "Light", "params", { spares: [{ name: 1 }] })).toThrow(
      "malformed params of Light, at spares.0.name",
    );
  });

  test("have names that no import and no other type has", () => {
    const schema = lamps();
    const { definitions = {}, properties = {} } = schema.Schema;
    const Result = { $ref: "#/definitions/Schema" };
    properties["Quench"] = {
      properties: { Params: { $ref: "#/definitions/LampKeeper2" }, Result },
    };
    definitions["Schema"] = { type: "object", properties: { a: { type: "string" } } };
    definitions["LampKeeper2"] = { type: "object", properties: { b: { type: "string" } } };
    const source = generateClients(parsed(schema)).get("lamp-keeper-2.ts");
    expect(source).toContain("Quench(params: LampKeeper2Message): SchemaMessage;");
  });

  test("of a message that always holds one of its kind have that member optional: it has no end", () => {
    const schema = lamps();
    const { definitions = {} } = schema.Schema;
    const next = { $ref: "#/definitions/Lights" };
    Object.assign(definitions["Lights"]?.properties ?? {}, { next });
    definitions["Lights"]?.required?.push("next");
    const source = generateClients(parsed(schema)).get("lamp-keeper-2.ts");
    expect(source).toContain("  next?: Lights;");
  });
});

describe("a schema", () => {
  const refused = (text: string): unknown => {
    try {
      return generateClients(parseSchema(text, "schema.json"));
    } catch (error) {
      return error;
    }
  };

  test.each([
    ["no JSON", "{", "ERR_SCHEMA_FILE", /^schema\.json is not JSON$/],
    ["no list", "{}", "ERR_SCHEMA_SHAPE", /expected Array, found Object/],
    ["empty", "[]", "ERR_SCHEMA_SHAPE", /describes no facade/],
    [
      "a facade without a version",
      '[{"Name":"A","Schema":{}}]',
      "ERR_SCHEMA_SHAPE",
      /at 0\.Version/,
    ],
    [
      "a facade with another name than a facade has",
      '[{"Name":"../A","Version":1,"Schema":{}}]',
      "ERR_SCHEMA_SHAPE",
      /at 0\.Name/,
    ],
    [
      "a reference that leads nowhere",
      '[{"Name":"A","Version":1,"Schema":{"properties":{"M":{"properties":{"Params":{"$ref":"#/definitions/B"}}}}}}]',
      "ERR_SCHEMA_SHAPE",
      /A 1 refers to #\/definitions\/B, which it does not define/,
    ],
    [
      "a type of no kind that is known",
      '[{"Name":"A","Version":1,"Schema":{"properties":{"M":{"properties":{"Params":{"type":"blob"}}}}}}]',
      "ERR_SCHEMA_SHAPE",
      /A 1: there is no type for \{"type":"blob"\}/,
    ],
    [
      "one version twice",
      '[{"Name":"A","Version":1,"Schema":{}},{"Name":"A","Version":1,"Schema":{}}]',
      "ERR_SCHEMA_SHAPE",
      /A 1 is described twice/,
    ],
  ])("that is %s is refused, with the place", (_what, text, code, message) => {
    const error = refused(text);
    expect(error).toBeInstanceOf(GenerateError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("the facades to make clients of", () => {
  const all = parsed(lamps(2), lamps(3), { ...lamps(1), Name: "Tides" });
  const chosen = (selection: Parameters<typeof selectFacades>[1]): string[] =>
    selectFacades(all, selection).map(({ Name, Version }) => `${Name} ${Version}`);

  test("are all, those of a name or a version, or the newest of each", () => {
    expect(chosen({})).toHaveLength(3);
    expect(chosen({ facades: ["Tides"] })).toEqual(["Tides 1"]);
    expect(chosen({ facades: ["LampKeeper"], versions: [2] })).toEqual(["LampKeeper 2"]);
    expect(chosen({ latest: true })).toEqual(["LampKeeper 3", "Tides 1"]);
  });

  test("are refused by name where there are none, with those that there are", () => {
    const code = "ERR_SCHEMA_FACADE";
    const thrown =
      (selection: Parameters<typeof selectFacades>[1]): (() => unknown) =>
      () =>
        selectFacades(all, selection);
    expect(thrown({ facades: ["tides"] })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining("did you mean Tides?") }),
    );
    expect(thrown({ facades: ["LampKeeper"], versions: [4] })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining("there is 2, 3") }),
    );
    expect(thrown({ versions: [9] })).toThrow(expect.objectContaining({ code }));
  });
});
