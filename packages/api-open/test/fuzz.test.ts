// Whatever a controller says to a login, `open` gives a connection or fails with an error of ours or
// the controller's, and the process goes on. `pnpm soak` tries a million replies; FUZZ_SEED, with the
// seed that was printed, replays a run that failed.
import { ResourceBaseline } from "@holdfast/program-testkit";
import { ApiError, RpcError } from "@holdfast/rpc";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLoginResult } from "../src/login/login-result.js";
import { type ApiInfo, ApiOpenError, open } from "../src/index.js";
import { leftBehind } from "./support/leaks.js";
import { loginResult, MODEL, PATIENT, TestController } from "./support/test-controller.js";

const runs = Number(process.env["FUZZ_RUNS"] ?? 8_000);
const seed = process.env["FUZZ_SEED"];
const parameters = (share = 1): { numRuns: number; seed?: number } => ({
  numRuns: Math.ceil(runs * share),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
});
let baseline: ResourceBaseline | undefined;
beforeAll(async () => {
  baseline = await ResourceBaseline.take();
});
afterAll(async () => {
  await baseline?.returned();
}, 60_000);

/** A login over real TLS takes as long as some thirty replies to read. */
const WIRE = 0.005;
const info: ApiInfo = { addrs: ["10.0.0.1:17070"], modelTag: `model-${MODEL}`, tag: "machine-0" };

/** A right reply with some of its members replaced, left out, or in another case; or any JSON. */
const reply: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.jsonValue(), weight: 1 },
  {
    arbitrary: fc
      .dictionary(
        fc.constantFrom(...Object.keys(loginResult()), "user-info", "__proto__", "Servers"),
        fc.jsonValue(),
      )
      .map((change) => ({ ...loginResult(), ...change })),
    weight: 4,
  },
  {
    arbitrary: fc
      .tuple(
        fc.string(),
        fc.array(fc.record({ value: fc.string(), port: fc.integer() }, { requiredKeys: [] })),
      )
      .map(([identity, server]) => ({
        ...loginResult(),
        servers: [server, server],
        "user-info": { identity },
      })),
    weight: 2,
  },
);

/** Whether an error is one that callers are told of. */
function isOurs(error: unknown): boolean {
  const kinds = [ApiOpenError, ApiError, RpcError];
  return kinds.some((kind) => error instanceof kind);
}

describe("any reply to a login", () => {
  test("is read as one, or is an error that says so", () => {
    fc.assert(
      fc.property(reply, (said) => {
        const outcome = attempt(() => readLoginResult(said, info, "10.0.0.1:17070"));
        const read = Object(outcome).modelTag === info.modelTag;
        expect(read || isOurs(outcome)).toBe(true);
      }),
      parameters(),
    );
  });

  test("over the wire opens a connection or rejects, and leaves nothing", async () => {
    let said: unknown;
    const left = await leftBehind(async () => {
      await using controller = await TestController.start({
        answers: { "Admin.Login": () => said, "Admin.RedirectInfo": () => said },
      });
      await fc.assert(
        fc.asyncProperty(reply, async (next) => {
          said = next;
          const outcome = await open(controller.info(), PATIENT).catch((error: Error) => error);
          if (outcome instanceof Error) {
            if (!isOurs(outcome)) throw outcome;
          } else {
            await outcome.close();
          }
        }),
        parameters(WIRE),
      );
    });
    expect(left).toEqual({});
  });

  test("that is refused with any error and any info rejects with a coded error", async () => {
    let refusal = new ApiError("", { code: "" });
    await using controller = await TestController.start({
      answers: {
        "Admin.Login": () => {
          throw refusal;
        },
      },
    });
    const code = fc.oneof(fc.constant("redirection required"), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.string(), code, fc.object(), async (message, word, about) => {
        refusal = new ApiError(message, { code: word, info: about });
        const outcome = await open(controller.info(), PATIENT).catch((error: unknown) => error);
        expect(isOurs(outcome)).toBe(true);
      }),
      parameters(WIRE),
    );
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
