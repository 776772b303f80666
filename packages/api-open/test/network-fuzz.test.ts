// Whatever stands between an agent and its controller: any text for an address, any mixture of places, any
// answer of a controller or a proxy. Each group has twins, with one thing wrong each, that it must find
// out. `pnpm soak` tries many more; FUZZ_SEED, with the seed that was printed, replays a run that failed.
import { errorFacts } from "@holdfast/ports";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiError, open, type OpenFunc, ProxyRefusedError, ConnectError } from "../src/index.js";
import { dialled } from "./support/dialled.js";
import { Network, type Place, PLACES } from "./support/network-places.js";
import { createCa } from "./support/pki.js";
import { addressTexts, readAsAddress } from "./support/read-as-address.js";
import { answers, follows, type Follow, refusedWith } from "./support/refused-with.js";
import { proxied, proxyAnswers } from "./support/proxied.js";
import { openFollowingRedirect } from "../src/index.js";

const runs = Number(process.env["FUZZ_RUNS"] ?? 8_000);
const seed = process.env["FUZZ_SEED"];
/** A connection over TLS takes as long as some hundred replies to read. */
const parameters = { numRuns: Math.ceil(runs * 0.005), ...(seed ? { seed: Number(seed) } : {}) };
/** For twins: enough to find any of them. */
const twins = { numRuns: 400, seed: 1, endOnFailure: true };
const patient = { timeout: 120_000 };

let network: Network;
beforeAll(async () => {
  network = await Network.start(await createCa("a stranger's CA"));
}, 60_000);
afterAll(() => network[Symbol.asyncDispose]());

/** What is wrong with one of many cases, and the seed that finds it again; nothing where none is wrong. */
async function wrongIn<T>(
  cases: fc.Arbitrary<T>,
  wrong: (one: T) => Promise<string | undefined>,
  { examples = [], ...how }: fc.Parameters<[T]> = {},
): Promise<string | undefined> {
  let said: string | undefined;
  const property = fc.asyncProperty(cases, async (one) => {
    const now = await wrong(one);
    said = now ?? said;
    return now === undefined;
  });
  const found = await fc.check(property, { ...parameters, ...how, examples });
  if (!found.failed) return undefined;
  return `${said} (${fc.stringify(found.counterexample).slice(0, 300)}, seed ${found.seed})`;
}

describe("any text for an address", () => {
  test("is where it says, to everybody who reads it, or is refused", patient, async () => {
    expect(
      await wrongIn(addressTexts, (text) => readAsAddress(open, network, text)),
    ).toBeUndefined();
  });

  test.each<[string, OpenFunc]>([
    [
      "an open that reads addresses as a browser does",
      (info, options, signal) =>
        open({ ...info, addrs: info.addrs.map((text) => browsers(text)) }, options, signal),
    ],
    [
      "an open whose refusal is somebody else's",
      (info, options, signal) => {
        for (const text of info.addrs) void new URL(`wss://${text}`);
        return open(info, options, signal);
      },
    ],
  ])("%s is found out", patient, async (_, twin) => {
    const found = await wrongIn(addressTexts, (text) => readAsAddress(twin, network, text), twins);
    expect(found).toBeDefined();
  });
});

function browsers(text: string): string {
  return URL.canParse(`wss://${text}`) ? new URL(`wss://${text}`).host : text;
}

/** Few enough that all are tried within the time for dialling. */
const places: fc.Arbitrary<Place[]> = fc.array(fc.constantFrom(...PLACES), {
  minLength: 1,
  maxLength: 6,
});

describe("any mixture of places", () => {
  test(
    "ends at the controller, or in time with an error of ours, and leaves nothing",
    patient,
    async () => {
      const examples = PLACES.map((place): [Place[]] => [[place]]);
      const wrong = await wrongIn(places, (mixed) => dialled(open, network, mixed), { examples });
      expect(wrong).toBeUndefined();
    },
  );

  test.each<[string, OpenFunc]>([
    [
      "an open that fails with the first address that is none",
      (info, options, signal) => {
        for (const text of info.addrs)
          if (text.startsWith("no address")) throw new ApiError(text, { code: "" });
        return open(info, options, signal);
      },
    ],
    [
      "an open that waits for as long as it takes",
      (info, options, signal) => open(info, { ...options, dialTimeout: 0, timeout: 0 }, signal),
    ],
    [
      "an open that tries one address after the other",
      async (info, options, signal) => {
        for (const [at, address] of info.addrs.entries()) {
          const last = at === info.addrs.length - 1;
          // oxlint-disable-next-line no-await-in-loop -- that is what is wrong with it
          const made = await open({ ...info, addrs: [address] }, options, signal).catch((error) => {
            if (last) throw error;
          });
          if (made !== undefined) return made;
        }
        throw new TypeError("no address");
      },
    ],
    [
      "an open that leaves its listener",
      (info, options, signal) => {
        signal?.addEventListener("abort", () => undefined);
        return open(info, options, signal);
      },
    ],
  ])("%s is found out", patient, async (_, twin) => {
    const opened: OpenFunc = async (...args) => await twin(...args);
    const found = await wrongIn(places, (mixed) => dialled(opened, network, mixed), twins);
    expect(found).toBeDefined();
  });
});

describe("any refusal of a controller", () => {
  const shows = (error: unknown): ReturnType<typeof errorFacts> => errorFacts(error);

  test(
    "is told in few words, keeps what came along, and is followed once at the most",
    patient,
    async () => {
      const long = {
        kind: "refuses" as const,
        code: "unauthorized access",
        message: "no\u001b[2J\n".repeat(1_900_000),
        info: undefined,
      };
      const wrong = await wrongIn(
        answers,
        (answer) => refusedWith(openFollowingRedirect, shows, answer),
        { examples: [[long]] },
      );
      expect(wrong).toBeUndefined();
    },
  );

  test("words that are shown as they came are found out", patient, async () => {
    const raw = (error: unknown): ReturnType<typeof errorFacts> => ({
      message: error instanceof Error ? error.message : "",
    });
    const found = await wrongIn(answers, (one) => refusedWith(openFollowingRedirect, raw, one));
    expect(found).toBeDefined();
  });

  test.each<[string, Follow]>([
    ["a redirect that is followed for ever", follows(Infinity)],
    [
      "a time to come again that is lost",
      async (opener, ...rest) => {
        try {
          return await openFollowingRedirect(opener, ...rest);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          throw new ApiError(error.message, { code: error.code });
        }
      },
    ],
  ])("%s is found out", patient, async (_, twin) => {
    const found = await wrongIn(answers, (answer) => refusedWith(twin, shows, answer), twins);
    expect(found).toBeDefined();
  });
});

describe("any answer of a proxy", () => {
  test(
    "leads to the controller, or is told by its status and none of its words",
    patient,
    async () => {
      expect(
        await wrongIn(proxyAnswers, (answer) => proxied(open, network, answer)),
      ).toBeUndefined();
    },
  );

  test.each<[string, OpenFunc]>([
    [
      "a refusal that is told as a connection that failed",
      async (...args) => {
        try {
          return await open(...args);
        } catch (error) {
          if (!(error instanceof ProxyRefusedError)) throw error;
          throw new ConnectError("the controller", { cause: error });
        }
      },
    ],
    [
      "words of the proxy that are repeated",
      async (info, options, signal) => {
        try {
          return await open(info, options, signal);
        } catch (error) {
          const url = Object(options.proxy).url;
          throw new ConnectError(String(url), { cause: error });
        }
      },
    ],
  ])("%s is found out", patient, async (_, twin) => {
    const found = await wrongIn(proxyAnswers, (answer) => proxied(twin, network, answer), twins);
    expect(found).toBeDefined();
  });
});
