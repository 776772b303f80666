// Whatever JSON comes, every description reads it or says with its own error where it is wrong.
// `pnpm soak` reads a million; FUZZ_SEED, with the seed that was printed, replays a run that failed.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as facades from "../src/index.js";
import { type AnyFacade, decode, MalformedMessageError, type Schema } from "../src/index.js";
import { fromOurs } from "./support/arbitrary-messages.js";

const runs = Number(process.env["FUZZ_RUNS"] ?? 4_000);
const seed = process.env["FUZZ_SEED"];
const parameters = { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) };

const schemas = Object.values(facades)
  .filter((value): value is AnyFacade => typeof value === "object" && "methods" in value)
  .flatMap((facade) =>
    Object.values<{ params: Schema<unknown>; result: Schema<unknown> }>(facade.methods),
  )
  .flatMap(({ params, result }) => [params, result]);

/** A message of ours with a piece of it replaced by something else, or any JSON at all. */
const hostile = fc.constantFrom(...new Set(schemas)).chain((schema) =>
  fc.tuple(
    fc.constant(schema),
    fc.oneof(
      fc.json().map((text): unknown => JSON.parse(text)),
      fc
        .tuple(fromOurs(schema), fc.jsonValue(), fc.nat(30))
        .map(([message, other, at]) => replaced(message, other, { left: at })),
    ),
  ),
);

function replaced(value: unknown, other: unknown, at: { left: number }): unknown {
  at.left -= 1;
  if (at.left < 0) return at.left === -1 ? other : value;
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, other, at));
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, replaced(item, other, at)]));
}

describe("any JSON", () => {
  test("is a message, read the same when read again, or a malformed one", () => {
    fc.assert(
      fc.property(hostile, ([schema, input]) => {
        const outcome = attempt(() => decode(schema, input, "message"));
        if (outcome instanceof MalformedMessageError) return;
        expect(decode(schema, outcome, "what was read")).toEqual(outcome);
      }),
      parameters,
    );
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});

/** What it gave, or the error it threw. */
function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
