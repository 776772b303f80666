import { describe, expect, expectTypeOf, test } from "vitest";

import {
  type ApiInfo,
  controllerTag,
  InvalidUuidError,
  isUuid,
  type JoinToken,
  modelTag,
  type ModelTag,
  parseTag,
  parseTagOf,
  parseUuid,
  shortModelId,
  type Tag,
  type TagText,
  type Uuid,
} from "../src/index.js";

const UUID = "deadbeef-0bad-400d-8000-4b1d0d06f00d";
const MODEL: ModelTag = `model-${UUID}`;

describe("a UUID and a tag are different types", () => {
  test("of which neither is taken for the other", () => {
    const uuid: Uuid = UUID; // a literal needs no check
    const use = (tag: Tag, model: ModelTag): unknown => [
      // @ts-expect-error -- a model's tag is not its UUID
      modelTag(model),
      // @ts-expect-error -- nor is one that is written out
      modelTag("model-deadbeef-0bad-400d-8000-4b1d0d06f00d"),
      // @ts-expect-error -- nor is a controller's, though it has as many dashes
      controllerTag("controller-deadbeef-0bad-400d-8000-4b1d0d06f00d"),
      // @ts-expect-error -- what is to be shortened is a tag
      shortModelId(uuid),
      // @ts-expect-error -- no tag is one
      ((info: ApiInfo) => info)({ addrs: [], controllerUuid: tag }),
      // @ts-expect-error -- and no UUID is a tag
      ((info: ApiInfo) => info)({ addrs: [], modelTag: uuid }),
      // @ts-expect-error -- of whichever kind
      ((info: ApiInfo) => info)({ addrs: [], tag: uuid }),
      // @ts-expect-error -- a token names the model by its UUID
      ((of: Pick<JoinToken, "model">) => of)({ model }),
    ];
    expect(use).toBeTypeOf("function");
  });

  test("of which text is neither until somebody has looked at it", () => {
    const text: string = UUID;
    // @ts-expect-error -- it may be anything
    const unchecked: Uuid = text;
    expectTypeOf(parseUuid(text)).toEqualTypeOf<Uuid>();
    if (!isUuid(text)) throw new Error("it is one");
    const known: Uuid = text;
    expectTypeOf(parseTagOf("model", MODEL).id).toEqualTypeOf<Uuid>();
    expectTypeOf(parseTag(MODEL).id).toExtend<string>();
    expect([unchecked, known]).toEqual([UUID, UUID]);
  });

  test("and text on the wire that stands for a tag is anything but a UUID", () => {
    const take = (text: TagText): string => text;
    const text: string = "machine-0";
    // @ts-expect-error -- what is known to be a UUID is no tag
    take(parseUuid(UUID));
    expect([take(text), take("unit-mysql-0"), take(MODEL)]).toHaveLength(3);
  });
});

test("a UUID is lower case, 8-4-4-4-12, and nothing else", () => {
  expect(parseUuid(UUID)).toBe(UUID);
  for (const text of [MODEL, UUID.toUpperCase(), `{${UUID}}`, `${UUID}0`, UUID.slice(1), ""]) {
    expect(isUuid(text)).toBe(false);
    expect(() => parseUuid(text)).toThrow(InvalidUuidError);
  }
  expect(() => parseUuid("x".repeat(100_000))).toThrow(/^.{0,300}$/);
});
