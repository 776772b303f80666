import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ResourceBaseline } from "@holdfast/program-testkit";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMessage } from "../src/decode-message.js";
import { textFrame } from "./fuzz/frames.js";
import { levels, messages } from "./fuzz/inputs.js";
import { survive } from "./fuzz/survive.js";

// `pnpm soak` runs a million; FUZZ_SEED, with the seed that was printed, replays a run that failed.
const runs = Number(process.env["FUZZ_RUNS"] ?? 2000);
const seed = process.env["FUZZ_SEED"];
let baseline: ResourceBaseline | undefined;
beforeAll(async () => {
  baseline = await ResourceBaseline.take();
});
afterAll(async () => {
  await baseline?.returned();
}, 60_000);

/** Stacks cost more than all the rest, and nearly every input makes an error. A replay has them. */
function withoutStacks(): void {
  if (seed === undefined) Error.stackTraceLimit = 0;
}
const parameters = {
  numRuns: Math.ceil(runs / 5),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
};
const ends = new Set(["ERR_CONNECTION_LOST", "ERR_CONNECTION_SHUTDOWN", "ERR_RPC_PROTOCOL"]);

for (const [level, input] of Object.entries(levels)) {
  test(`whatever ${level} a peer sends, ours ends well: no crash, no hang, nothing left`, async () => {
    withoutStacks();
    await fc.assert(
      fc.asyncProperty(input, async (one) => {
        const { ended, said } = await survive(one);
        // Whatever came in, what goes out is Juju's messages, pongs and a Close.
        for (const { opcode, payload } of said) if (opcode === 1) decodeMessage(payload.toString());
        const spoken = said.every(({ opcode }) => [1, 8, 10].includes(opcode));
        expect(ends.has(ended) && spoken, `ended by ${ended}`).toBe(true);
      }),
      parameters,
    );
  });
}

/** Which requests want an answer, as `spelling:id`; undefined where a message makes no sense. */
function expectedAnswers(texts: readonly string[]): string[] | undefined {
  const expected: string[] = [];
  for (const text of texts) {
    try {
      const message = decodeMessage(text);
      if (message.kind === "request") expected.push(`${message.wire}:${message.requestId}`);
      // This one waits for the end, after which there is nobody to be answered.
      if (message.kind === "request" && message.method === "Wait") return undefined;
    } catch {
      return undefined;
    }
  }
  return expected;
}

/** What was answered, as `spelling:id`. */
function answerOf(text: string): string | undefined {
  if (text.includes('"type"')) return undefined;
  const [, key, id] = /^\{"(RequestId|request-id)":(\d+),/.exec(text) ?? [];
  return `${key === "RequestId" ? 0 : 1}:${id}`;
}

test("every request is answered exactly once, under its id and in its spelling", async () => {
  withoutStacks();
  await fc.assert(
    fc.asyncProperty(messages, async (texts) => {
      const expected = expectedAnswers(texts);
      fc.pre(expected !== undefined);
      const chunks = texts.map((text) => textFrame("server", text));
      const { said } = await survive({ role: "server", chunks });
      const answered = said
        .filter(({ opcode }) => opcode === 1)
        .map(({ payload }) => answerOf(payload.toString()))
        .filter((answer) => answer !== undefined);
      expect(answered.toSorted()).toEqual(expected?.toSorted());
    }),
    parameters,
  );
});

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}

test("hostile peers, however many, leave less than 16 MiB behind", async () => {
  const { messages: input } = levels;
  if (input === undefined) throw new Error("there is no such level");
  const crowd = async (): Promise<void> => {
    for (const one of fc.sample(input, { numRuns: Math.ceil(runs / 20), seed: 1 }))
      await survive(one);
  };
  await crowd();
  const before = heapAfterCollection();
  await crowd();
  await crowd();
  expect(heapAfterCollection() - before).toBeLessThan(16 * 1024 * 1024);
});
