import type { ModelTag, Uuid } from "@holdfast/names";
import { describe, expect, test } from "vitest";
import {
  Agent,
  type AgentEntities,
  decodeParams,
  decodeResult,
  type FacadeClient,
  type FacadeHandlers,
  MalformedMessageError,
  methodSchemas,
  type NotifyWatcher,
  type Pinger,
} from "../src/index.js";

describe("a facade's client and its handlers", () => {
  test("name entities by their tags, and take no UUID for one", () => {
    const use = async (
      client: FacadeClient<typeof Agent>,
      tag: ModelTag,
      uuid: Uuid,
    ): Promise<unknown> => [
      await client.GetEntities({ entities: [{ tag }, { tag: "machine-0" }] }),
      // @ts-expect-error -- it is the model's UUID, not its tag
      await client.GetEntities({ entities: [{ tag: uuid }] }),
      // @ts-expect-error -- for whatever is asked about it
      await client.SetPasswords({ changes: [{ tag: uuid, password: "p" }] }),
    ];
    expect(use).toBeTypeOf("function");
  });

  test("have the shapes of its one description", async () => {
    const handlers: Pick<FacadeHandlers<typeof Agent, { tag: string }>, "GetEntities"> = {
      GetEntities: ({ entities }, { tag }) => ({
        entities: entities.map((entity) => ({
          life: entity.tag === tag ? "alive" : "",
          jobs: [],
          "container-type": "",
        })),
      }),
    };
    const client: Pick<FacadeClient<typeof Agent>, "GetEntities"> = {
      GetEntities: async (params) => handlers.GetEntities(params, { tag: "machine-0" }),
    };
    const { entities }: AgentEntities = await client.GetEntities({
      entities: [{ tag: "machine-0" }],
    });
    expect(entities[0]?.life).toBe("alive");
  });

  test("do not compile with a wrong name, parameter or result", () => {
    const misuse = (
      agent: FacadeClient<typeof Agent>,
      pinger: FacadeClient<typeof Pinger>,
      watcher: FacadeClient<typeof NotifyWatcher>,
    ): unknown[] => [
      pinger.Ping(),
      watcher.Next({}, {}),
      // @ts-expect-error -- there is no such method
      pinger.Pong(),
      // @ts-expect-error -- which entities?
      agent.GetEntities(),
      // @ts-expect-error -- an entity has a tag
      agent.GetEntities({ entities: [{ name: "machine-0" }] }),
      // @ts-expect-error -- the result has no such member
      agent.IsMaster().then((result) => result.servant),
    ];
    const handlers: Partial<FacadeHandlers<typeof Agent>> = {
      // @ts-expect-error -- the answer is a boolean
      IsMaster: () => ({ master: "yes" }),
    };
    expect([typeof misuse, typeof handlers]).toEqual(["function", "object"]);
  });
});

describe("a message from the wire", () => {
  test("is read whatever case its keys are in, and without what is unknown", () => {
    const read = decodeResult(Agent, "GetEntities", {
      Entities: [{ LIFE: "alive", jobs: ["JobHostUnits"], "Container-Type": "lxd", mood: "good" }],
      "next-page": 2,
    });
    expect(read).toEqual({
      entities: [{ life: "alive", jobs: ["JobHostUnits"], "container-type": "lxd" }],
    });
  });

  test("has the zero value of each required member that is absent or null", () => {
    expect(decodeResult(Agent, "GetEntities", { entities: [{ jobs: null }, null] })).toEqual({
      entities: [
        { life: "", jobs: [], "container-type": "" },
        { life: "", jobs: [], "container-type": "" },
      ],
    });
    expect(decodeResult(Agent, "GetEntities", null)).toEqual({ entities: [] });
    expect(decodeResult(Agent, "IsMaster", {})).toEqual({ master: false });
  });

  test("has no key for an optional member that is absent or null", () => {
    const read = decodeResult(Agent, "SetPasswords", { results: [{}, { error: null }] });
    expect(read.results.map((result) => Object.keys(result))).toEqual([[], []]);
  });

  test("with two spellings of one key says what the later one says, as in Go", () => {
    const entity = JSON.parse('{"tag":"machine-0","TAG":"machine-1"}') as unknown;
    expect(decodeParams(Agent, "GetEntities", { entities: [entity] })).toEqual({
      entities: [{ tag: "machine-1" }],
    });
  });

  test("cannot reach a prototype", () => {
    const hostile = JSON.parse(
      '{"__proto__":{"entities":[{"tag":"x"}]},"constructor":{},"entities":[{"__proto__":{"tag":"y"}}]}',
    ) as unknown;
    const read = decodeParams(Agent, "GetEntities", hostile);
    expect(read).toEqual({ entities: [{ tag: "" }] });
    expect(Object.getPrototypeOf(read.entities[0])).toBe(Object.prototype);
  });

  test("of a wrong type is refused, naming the place and never the value", () => {
    const read = (): unknown =>
      decodeParams(Agent, "SetPasswords", { changes: [{ tag: "machine-0", password: 112_233 }] });
    expect(read).toThrow(MalformedMessageError);
    expect(read).toThrow(
      "malformed parameters of Agent.SetPasswords, at changes.0.password: expected string",
    );
    expect(() => decodeResult(Agent, "IsMaster", [])).toThrow(MalformedMessageError);
    expect(() => decodeResult(Agent, "IsMaster", "yes")).toThrow(
      expect.objectContaining({ code: "ERR_MALFORMED_MESSAGE" }),
    );
  });
});

describe("a method asked for by the name in a request", () => {
  test("is found only where the facade describes it", () => {
    expect(methodSchemas(Agent, "GetEntities")).toBe(Agent.methods.GetEntities);
    expect(methodSchemas(Agent, "toString")).toBeUndefined();
    expect(methodSchemas(Agent, "__proto__")).toBeUndefined();
  });
});
