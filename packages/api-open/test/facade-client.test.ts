import { defineFacade, Empty, type Facade, Machiner, StringsWatcher } from "@holdfast/facades";
import { describe, expect, test } from "vitest";

import {
  type ApiCall,
  bestFacade,
  facadeClient,
  offeredVersion,
  watchEvents,
} from "../src/index.js";

/** Someone to call who offers these facades, and keeps what is asked. */
function offering(facades: Record<string, readonly number[]>) {
  const asked: ApiCall[] = [];
  const call = async (request: ApiCall): Promise<unknown> => {
    asked.push(request);
    return {};
  };
  return { asked, call, facades: new Map(Object.entries(facades)) };
}

interface TidesMethods {
  At(params: Empty): Empty;
}

function tides(version: number, versions?: readonly number[]): Facade<TidesMethods> {
  return defineFacade<TidesMethods>({
    name: "Tides",
    version,
    ...(versions === undefined ? {} : { versions }),
    methods: { At: { params: Empty, result: Empty } },
  });
}

describe("the client of a facade", () => {
  test.each([
    ["Juju 3.6", [5], 5],
    ["Juju 4", [5, 6], 6],
    ["a later one that keeps an old version", [6, 7], 6],
  ])("speaks the best version that both know: with %s", async (_, announced, spoken) => {
    const caller = offering({ Machiner: announced });
    await facadeClient(caller, Machiner).Life({ entities: [] });
    expect(caller.asked).toMatchObject([{ facade: "Machiner", version: spoken, method: "Life" }]);
    expect(offeredVersion(caller, Machiner)).toBe(spoken);
  });

  test("of anybody's own facade speaks the version that is described, among all that are offered", async () => {
    const caller = offering({ Tides: [1, 2, 3] });
    await facadeClient(caller, tides(2)).At();
    expect(caller.asked).toMatchObject([{ facade: "Tides", version: 2 }]);
  });

  test("of a facade that is not offered says so", () => {
    const caller = offering({});
    expect(() => facadeClient(caller, tides(2))).toThrow(
      expect.objectContaining({
        code: "ERR_FACADE_UNAVAILABLE",
        message: expect.stringContaining("does not offer the facade Tides"),
      }),
    );
    expect(offeredVersion(caller, tides(2))).toBe(0);
  });

  test("of a facade in other versions says which are offered, and which it knows", () => {
    expect(() => facadeClient(offering({ Tides: [4, 5] }), tides(2, [2, 3]))).toThrow(
      /offers the facade Tides in versions 4, 5 .* knows it in versions 2, 3/,
    );
  });

  test("of a watcher speaks the version that is offered, and refuses none at once", () => {
    expect(() => watchEvents(offering({ StringsWatcher: [2] }), StringsWatcher, "3")).toThrow(
      expect.objectContaining({ code: "ERR_FACADE_UNAVAILABLE" }),
    );
  });
});

describe("of several descriptions of a facade", () => {
  const all = [tides(1), tides(2), tides(4, [3, 4])] as const;

  test.each([
    [[1, 2], 2],
    [[1], 1],
    [[2, 3], 4],
    [[5, 1], 1],
  ])(
    "that of the greatest version is best that is offered: with %j it is %i's",
    (offered, best) => {
      expect(bestFacade(offering({ Tides: offered }), ...all).version).toBe(best);
    },
  );

  test("none is best where none is offered: which are, and which are known, is said", () => {
    expect(() => bestFacade(offering({ Tides: [5] }), ...all)).toThrow(
      /offers the facade Tides in version 5 .* knows it in versions 1, 2, 3, 4/,
    );
  });
});
