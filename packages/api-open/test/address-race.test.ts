import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import { AddressRace, type RaceSteps } from "../src/dial/address-race.js";
import type { Resolved, Target } from "../src/dial/resolve-targets.js";

/** One address that is made to answer, or not, by the test. */
interface Place {
  /** ms until it is resolved; never where undefined. */
  readonly resolves?: number;
  readonly targets?: readonly string[];
  readonly cached?: boolean;
  /** ms until an attempt ends, and how. */
  readonly takes?: number;
  readonly fails?: boolean;
  /** Goes on and succeeds although it was called off. */
  readonly deaf?: boolean;
  /** Called in the turn in which it connects. */
  readonly connects?: () => void;
}

/** A race among places, in virtual time, and a log of what happened when. */
function course(places: Readonly<Record<string, Place>>, interval: number) {
  const clock = new VirtualClock();
  const log: string[] = [];
  const abort = new AbortController();
  const say = (what: string): void => void log.push(`${clock.now()} ${what}`);
  const after = (ms: number | undefined, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (ms === 0) resolve();
      else if (ms !== undefined) clock.setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  const steps: RaceSteps<string> = {
    resolve: async (address, { refresh, signal }): Promise<Resolved> => {
      const place = places[address] ?? {};
      say(`resolve ${address}${refresh ? " again" : ""}`);
      await after(place.resolves ?? 0, signal);
      const targets = (place.targets ?? [address]).map((name): Target => ({
        address,
        host: name,
        endpoint: { host: name, port: 1 },
        proxy: undefined,
      }));
      return { targets, cached: place.cached === true && !refresh };
    },
    key: (target) => target.host,
    attempt: async ({ host }, { signal }) => {
      const place = places[host] ?? {};
      say(`dial ${host}`);
      await after(place.takes, place.deaf === true ? undefined : signal);
      if (place.fails === true) throw new Error(`${host} refused`);
      say(`${host} connected`);
      // A microtask later the race has heard of it, but has not ended yet.
      queueMicrotask(() => place.connects?.());
      return host;
    },
    discard: (late) => say(`discard ${late}`),
  };
  const race = new AddressRace(Object.keys(places), steps, { interval, clock });
  return { clock, log, race, abort, run: () => race.run(abort.signal) };
}

describe("the race of addresses", () => {
  test("starts one after the other, an interval apart, and takes the first that answers", async () => {
    const { clock, log, run } = course({ a: { takes: 500 }, b: { takes: 150 }, c: {} }, 100);
    const winner = run();
    await clock.advance(300);
    await expect(winner).resolves.toEqual({ winner: "b" });
    expect(log).toEqual([
      "0 resolve a",
      "0 dial a",
      "100 resolve b",
      "100 dial b",
      "200 resolve c",
      "200 dial c",
      "250 b connected",
    ]);
    expect(clock.pending).toBe(1); // a's own, which it was told to leave
  });

  test("does not wait for the interval where the one it waits for has failed", async () => {
    const { clock, log, run } = course(
      { a: { takes: 5, fails: true }, b: { takes: 5, fails: true }, c: { takes: 5 } },
      10_000,
    );
    const winner = run();
    await clock.advance(15);
    await expect(winner).resolves.toEqual({ winner: "c" });
    expect(log.filter((line) => line.includes("dial"))).toEqual([
      "0 dial a",
      "5 dial b",
      "10 dial c",
    ]);
    expect(clock.pending).toBe(0);
  });

  test("is not held up by a name that does not resolve", async () => {
    const { clock, run } = course({ slow: { resolves: 60_000 }, b: { takes: 5 } }, 100);
    const winner = run();
    await clock.advance(105);
    await expect(winner).resolves.toEqual({ winner: "b" });
  });

  test("tries every address of a name, each once, whoever names it", async () => {
    const { clock, log, run, race } = course(
      {
        "one.name": { targets: ["10.0.0.1", "10.0.0.2"] },
        "another.name": { targets: ["10.0.0.2", "10.0.0.3"] },
        "10.0.0.1": { takes: 1, fails: true },
        "10.0.0.2": { takes: 1, fails: true },
        "10.0.0.3": { takes: 1, fails: true },
      },
      0,
    );
    const none = run();
    await clock.advance(10);
    await expect(none).resolves.toBeUndefined();
    expect(log.filter((line) => line.includes("dial")).toSorted()).toEqual([
      "0 dial 10.0.0.1",
      "0 dial 10.0.0.2",
      "0 dial 10.0.0.3",
    ]);
    expect(race.failures).toHaveLength(3);
  });

  test("asks again for what was only remembered, once nothing else is left", async () => {
    const { clock, log, run } = course(
      { name: { cached: true, targets: ["old"] }, old: { takes: 1, fails: true } },
      10,
    );
    const none = run();
    await clock.advance(100);
    await expect(none).resolves.toBeUndefined();
    expect(log.filter((line) => line.includes("name"))).toEqual([
      "0 resolve name",
      "1 resolve name again",
    ]);
  });

  test("discards a connection that comes after the race is over", async () => {
    const { clock, log, run } = course({ a: { takes: 500, deaf: true }, b: { takes: 50 } }, 100);
    const winner = run();
    await clock.advance(150);
    await expect(winner).resolves.toEqual({ winner: "b" });
    await clock.advance(1_000);
    expect(log.slice(-2)).toEqual(["500 a connected", "500 discard a"]);
  });

  test("ends at once when it is called off, and discards what connects all the same", async () => {
    const { clock, log, run, abort } = course({ a: { takes: 500, deaf: true } }, 100);
    const winner = run();
    await clock.advance(50);
    abort.abort(new Error("enough"));
    await expect(winner).rejects.toThrow("enough");
    await clock.advance(1_000);
    expect(log.at(-1)).toBe("500 discard a");
    expect(clock.pending).toBe(0);
  });

  test("called off in the very turn in which one connects, keeps nothing", async () => {
    const connects = (): void => abort.abort(new Error("enough"));
    const { clock, log, run, abort } = course({ a: { takes: 50, connects } }, 100);
    const winner = run();
    const outcome = winner.catch((error: unknown) => error);
    await clock.advance(60);
    expect(await outcome).toEqual(new Error("enough"));
    expect(log).toContain("50 discard a");
  });

  test("called off before it began, tries nothing", async () => {
    const { log, run, abort } = course({ a: {} }, 100);
    abort.abort(new Error("enough"));
    await expect(run()).rejects.toThrow("enough");
    expect(log).toEqual([]);
  });
});
