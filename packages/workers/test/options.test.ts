import { inspect } from "node:util";

import * as v from "valibot";
import { describe, expect, test } from "vitest";

import {
  bindOptions,
  checkWorkersModule,
  defineWorkers,
  parseWorkersOptions,
  type WorkersModule,
  WorkersError,
} from "../src/index.js";
import { runWorkers } from "../src/testing/index.js";

const seen: unknown[] = [];
const disks = defineWorkers({
  name: "disks",
  apiVersion: 1,
  options: v.object({
    paths: v.optional(v.array(v.string()), ["/"]),
    token: v.optional(v.string()),
  }),
  workers: (_agent, options) => {
    const paths: readonly string[] = options.paths;
    // @ts-expect-error -- there is no such option
    seen.push(paths, options.other);
    return [];
  },
});
const plain = defineWorkers({ name: "plain", apiVersion: 1, workers: () => [] });

async function failure(module: WorkersModule, raw: unknown): Promise<unknown> {
  try {
    return await bindOptions(module, raw);
  } catch (error) {
    return error;
  }
}

describe("the options of a module of workers", () => {
  test("reach its workers as its schema made them", async () => {
    const given = await runWorkers(disks, { options: { paths: ["/srv"] } });
    await given[Symbol.asyncDispose]();
    expect(seen.splice(0)).toEqual([["/srv"], undefined]);
    const plainly = await runWorkers(disks);
    await plainly[Symbol.asyncDispose]();
    expect(seen.splice(0)).toEqual([["/"], undefined]);
  });

  test("that do not fit are refused with the place, and never with what was there", async () => {
    const error = await failure(disks, { paths: [1], token: { secret: "tell nobody" } });
    expect(error).toBeInstanceOf(WorkersError);
    expect(error).toMatchObject({
      code: "ERR_WORKERS_OPTIONS",
      message: expect.stringMatching(
        /^the options of the workers disks do not fit: paths\.0: .*token/,
      ),
    });
    expect(inspect(error)).not.toContain("tell nobody");
  });

  test("of a module that has none are refused, and none are needed", async () => {
    expect(await failure(plain, {})).toMatchObject({
      code: "ERR_WORKERS_OPTIONS",
      message: "the options of the workers plain do not fit: it has none",
    });
    expect(await failure(plain, undefined)).toBe(plain);
  });

  test("are one JSON object, by the names of the modules", () => {
    expect([...parseWorkersOptions('{"disks": {"paths": []}}')]).toEqual([
      ["disks", { paths: [] }],
    ]);
    expect([...parseWorkersOptions(undefined), ...parseWorkersOptions("")]).toEqual([]);
    for (const text of ["{", "[]", "1", "null"]) {
      expect(() => parseWorkersOptions(text)).toThrow(
        expect.objectContaining({ code: "ERR_WORKERS_OPTIONS" }),
      );
    }
  });

  test("are described by a Standard Schema, or the module is refused", () => {
    const other = { name: "other", apiVersion: 1, options: { paths: "text" }, workers: () => [] };
    expect(() => checkWorkersModule(other, "./other.js")).toThrow(
      "its options are no Standard Schema",
    );
    expect(checkWorkersModule(disks, "./disks.js")).toBe(disks);
  });
});
