import { setImmediate as nextTurn } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { FairTurns, type Steps } from "../../src/api/fair-turns.js";

/** Work takes as long as it says, by this clock alone. */
function setUp(): {
  readonly turns: FairTurns;
  readonly done: string[];
  readonly work: (name: string, ms: number) => () => void;
} {
  let now = 0;
  const done: string[] = [];
  const work = (name: string, ms: number) => (): void => {
    now += ms;
    done.push(name);
  };
  return { turns: new FairTurns(() => now), done, work };
}

const open = new AbortController().signal;

describe("turns", () => {
  test("are at once while nobody waits and little was done", () => {
    const { turns, done, work } = setUp();
    turns.do("a", work("first", 1));
    turns.do("a", work("second", 1));
    expect(done).toEqual(["first", "second"]);
  });

  test("go round: who has a thousand calls keeps another waiting for a slice of them", async () => {
    const { turns, done, work } = setUp();
    for (let call = 0; call < 1000; call += 1) turns.do("greedy", work("greedy", 10));
    turns.do("modest", work("modest", 1));
    expect(done).toHaveLength(1);
    while (!done.includes("modest")) {
      // oxlint-disable-next-line no-await-in-loop -- turn after turn
      await nextTurn();
    }
    expect(done.length).toBeLessThanOrEqual(4);
    turns[Symbol.dispose]();
  });

  test("keep the order of each caller", async () => {
    const { turns, done, work } = setUp();
    for (const name of ["1", "2", "3", "4"]) turns.do("a", work(name, 10));
    while (done.length < 4) {
      // oxlint-disable-next-line no-await-in-loop -- turn after turn
      await nextTurn();
    }
    expect(done).toEqual(["1", "2", "3", "4"]);
  });

  test("are kept of work that the work itself brings", async () => {
    const { turns, done, work } = setUp();
    turns.do("a", work("first", 10));
    turns.do("a", () => {
      work("second", 10)();
      turns.do("a", work("third", 10));
    });
    while (done.length < 3) {
      // oxlint-disable-next-line no-await-in-loop -- turn after turn
      await nextTurn();
    }
    expect(done).toEqual(["first", "second", "third"]);
  });

  test("are given up between two steps of long work", async () => {
    const { turns, done, work } = setUp();
    function* long(): Steps<string> {
      for (let step = 0; step < 5; step += 1) {
        work("step", 10)();
        yield;
      }
      return "over";
    }
    const over = turns.runSteps("long", open, long());
    turns.do("other", work("other", 1));
    await expect(over).resolves.toBe("over");
    expect(done.indexOf("other")).toBeLessThan(done.lastIndexOf("step"));
  });

  test("are not taken by who has gone meanwhile", async () => {
    const { turns, done, work } = setUp();
    const gone = new AbortController();
    turns.do("a", work("first", 10));
    const never = turns.run("a", gone.signal, work("never", 1));
    gone.abort();
    await expect(never).rejects.toMatchObject({ message: "context canceled" });
    expect(done).toEqual(["first"]);
  });

  test("end an answer with what its work throws", async () => {
    const { turns } = setUp();
    function* failing(): Steps<never> {
      yield;
      throw new Error("a fault");
    }
    await expect(turns.runSteps("a", open, failing())).rejects.toThrow("a fault");
  });
});
