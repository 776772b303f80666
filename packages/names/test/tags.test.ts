import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  controllerTag,
  InvalidTagError,
  isControllerAgentTag,
  isTag,
  isTagOf,
  machineTag,
  type MachineTag,
  type ModelTag,
  modelTag,
  type ParsedTag,
  parseTag,
  parseTagOf,
  parseUuid,
  shortModelId,
  type Tag,
  unitTag,
  userTag,
} from "../src/index.js";

const UUID = "deadbeef-0bad-400d-8000-4b1d0d06f00d";

const valid: readonly (readonly [text: string, kind: string, id: string])[] = [
  ["machine-0", "machine", "0"],
  ["machine-10", "machine", "10"],
  ["machine-0-lxd-1", "machine", "0/lxd/1"],
  ["machine-0-lxd-1-kvm-22", "machine", "0/lxd/1/kvm/22"],
  ["unit-mysql-0", "unit", "mysql/0"],
  ["unit-foo-bar-0", "unit", "foo-bar/0"],
  ["application-but-this-works", "application", "but-this-works"],
  ["application-a1-2b", "application", "a1-2b"],
  [`model-${UUID}`, "model", UUID],
  [`controller-${UUID}`, "controller", UUID],
  ["controller-0", "controller", "0"],
  ["user-admin", "user", "admin"],
  ["user-bob@foo", "user", "bob@foo"],
  ["user-a.b+c-d@example.com", "user", "a.b+c-d@example.com"],
];

const invalid: readonly string[] = [
  "",
  "-",
  "machine",
  "machine-",
  "machine-01",
  "machine--1",
  "machine-0-lxd",
  "machine-0-LXD-1",
  "machine-0/lxd/1",
  "machine-0\n",
  "unit-mysql",
  "unit-mysql-",
  "unit-mysql/0",
  "unit-mysql-00",
  "unit-0",
  "application-foo-2",
  "application-foo-",
  "application-Foo",
  "application-2foo",
  "model-",
  `model-${UUID.toUpperCase()}`,
  `model-x${UUID}y`,
  `model-${UUID}\n`,
  `controller-${UUID}0`,
  "controller-00",
  "user-b",
  "user-@foo",
  "user-bob@",
  "user-bob@foo@bar",
  "user-bob@local@local",
  "robot-0",
  "toString-0",
  "__proto__-0",
];

describe("a tag", () => {
  test.each(valid)("%s is a %s named %s", (text, kind, id) => {
    expect(parseTag(text)).toEqual({ kind, id, tag: text });
    expect(isTag(text)).toBe(true);
  });

  test.each(invalid)("%j is refused with a code", (text) => {
    expect(() => parseTag(text)).toThrow(InvalidTagError);
    expect(() => parseTag(text)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_TAG", text }),
    );
    expect(isTag(text)).toBe(false);
  });

  test("is refused in Juju's words, then says what was expected", () => {
    expect(() => parseTag("bar")).toThrow(/^"bar" is not a valid tag \(expected machine, /u);
    expect(() => parseTag("machine-01")).toThrow(
      '"machine-01" is not a valid machine tag (expected machine-N, or machine-N-lxd-N for a container)',
    );
    expect(() => parseTagOf("model", "machine-0")).toThrow(
      /^"machine-0" is not a valid model tag /u,
    );
  });

  test("that is long or has control characters is quoted in one short line", () => {
    const hostile = `machine-\n\u0000${"9".repeat(100_000)}`;
    const thrown = attempt(() => parseTag(hostile));
    const message = thrown instanceof Error ? thrown.message : "";
    expect(message).toMatch(/^"machine-/u);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  test("of a user without a domain has one spelling", () => {
    expect(parseTag("user-bob@local")).toEqual({ kind: "user", id: "bob", tag: "user-bob" });
    expect(isTag("user-bob@local")).toBe(false);
    expect(userTag("bob@local")).toBe("user-bob");
  });

  test("of a controller's agent is told from the controller's by its number", () => {
    expect(isControllerAgentTag("controller-3")).toBe(true);
    expect(isControllerAgentTag(`controller-${UUID}`)).toBe(false);
    expect(isControllerAgentTag("machine-3")).toBe(false);
  });

  test("is narrowed by the compiler to its kind", () => {
    const parsed: ParsedTag = parseTag("machine-0");
    if (parsed.kind !== "machine") throw new Error("not a machine");
    const machine: MachineTag = parsed.tag;
    // @ts-expect-error -- a machine is no model
    const model: ModelTag = parsed.tag;
    expect([machine, model]).toEqual(["machine-0", "machine-0"]);
    const text: string = "machine-0";
    // @ts-expect-error -- a mere string is no tag before it is checked
    const unchecked: Tag = text;
    expect(isTagOf("machine", unchecked)).toBe(true);
  });
});

describe("a constructor", () => {
  test("writes the tag of an id", () => {
    expect(machineTag("0/lxd/1")).toBe("machine-0-lxd-1");
    expect(unitTag("foo-bar/0")).toBe("unit-foo-bar-0");
    expect(modelTag(UUID)).toBe(`model-${UUID}`);
    expect(controllerTag("0")).toBe("controller-0");
  });

  test("refuses an id that its kind does not allow", () => {
    for (const make of [
      () => machineTag("0-lxd-1"),
      () => unitTag("foo-0"),
      // @ts-expect-error -- nor does the compiler
      () => modelTag(`x${UUID}y`),
      () => userTag("a"),
    ]) {
      expect(make).toThrow(InvalidTagError);
    }
  });

  test("and the parser undo each other, for every id", () => {
    const number = fc.nat().map(String);
    const word = fc.stringMatching(/^[a-z]{1,8}$/u);
    const application = fc
      .array(fc.stringMatching(/^[0-9]{0,3}[a-z][a-z0-9]{0,4}$/u), { maxLength: 3 })
      .chain((rest) => word.map((first) => [first, ...rest].join("-")));
    const machine = fc
      .tuple(number, fc.array(fc.tuple(word, number), { maxLength: 3 }))
      .map(([root, inner]) => [root, ...inner.flat()].join("/"));
    fc.assert(
      fc.property(machine, application, number, fc.uuid(), (machineId, name, n, text) => {
        const uuid = parseUuid(text);
        expect(parseTag(machineTag(machineId)).id).toBe(machineId);
        expect(parseTag(unitTag(`${name}/${n}`)).id).toBe(`${name}/${n}`);
        expect(parseTag(`application-${name}`).id).toBe(name);
        expect(parseTag(modelTag(uuid)).id).toBe(uuid);
      }),
    );
  });
});

describe("whatever text comes from the wire", () => {
  test("is a tag in its one spelling, or refused with a code", () => {
    const kind = fc.constantFrom("machine-", "unit-", "application-", "model-", "user-", "");
    const text = fc.oneof(
      fc.tuple(kind, fc.string()).map((parts) => parts.join("")),
      fc.tuple(kind, fc.stringMatching(/^[a-z0-9@/-]{0,20}$/u)).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        const outcome = attempt(() => parseTag(candidate));
        const sound =
          outcome instanceof Error
            ? outcome instanceof InvalidTagError
            : isTag(outcome.tag) && parseTag(outcome.tag).id === outcome.id;
        expect(sound).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("is read in linear time", () => {
    const long = "a".repeat(200_000);
    for (const text of [
      `unit-${long}!`,
      `application-${`${long}-`.repeat(3)}`,
      `user-${long}@`,
      `unit-${"-".repeat(200_000)}`,
    ]) {
      expect(isTag(text)).toBe(false);
    }
  });
});

describe("a model in a log line", () => {
  test("is named by six characters of its UUID, or as it is where that is none", () => {
    expect(shortModelId(modelTag(UUID))).toBe("deadbe");
    expect(shortModelId("model-rubbish")).toBe("rubbish");
  });
});

/** What it gave, or the error it threw. */
function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error : new Error("no error was thrown", { cause: error });
  }
}
