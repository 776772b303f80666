import { codeOf } from "@holdfast/ports";
import { describe, expect, test } from "vitest";

import { type Attempt, GuessBudgets } from "../../src/api/guess-budgets.js";
import { heapInUse } from "../kit/heap-in-use.js";

/** How many of the attempts are looked at, all of them wrong. */
function looked(budgets: GuessBudgets, attempts: readonly Attempt[]): number {
  let count = 0;
  for (const attempt of attempts) {
    try {
      budgets.take(attempt);
      count += 1;
    } catch (error) {
      if (codeOf(error) !== "try again") throw error;
    }
  }
  return count;
}

const agents = (count: number, network: string): Attempt[] =>
  Array.from({ length: count }, (_, n) => ({ kind: "agent", who: `m machine-${n}`, network }));
const bob = (network: string): Attempt => ({ kind: "user", who: "bob", network });

describe("wrong passwords", () => {
  test("for agents are looked at forty at once and four a second from one network", () => {
    let now = 0;
    const budgets = new GuessBudgets(() => now);
    expect(looked(budgets, agents(1000, "192.0.2.1"))).toBe(40);
    now = 5000;
    expect(looked(budgets, agents(1000, "192.0.2.1"))).toBe(20);
  });

  test("from one network cost another nothing", () => {
    const budgets = new GuessBudgets(() => 0);
    looked(budgets, agents(1000, "192.0.2.1"));
    expect(looked(budgets, agents(1, "192.0.2.2"))).toBe(1);
  });

  test("for a user are looked at ten at once from one network, and twenty from all", () => {
    const budgets = new GuessBudgets(() => 0);
    const from = (network: string) => Array.from({ length: 100 }, () => bob(network));
    expect(looked(budgets, from("192.0.2.1"))).toBe(10);
    expect(looked(budgets, from("192.0.2.2"))).toBe(10);
    expect(looked(budgets, from("192.0.2.3"))).toBe(0);
  });

  test("of strangers do not keep out who has got in from there before", () => {
    const budgets = new GuessBudgets(() => 0);
    budgets.take(bob("192.0.2.1")).right();
    looked(
      budgets,
      Array.from({ length: 100 }, () => ({ ...bob("192.0.2.9") })),
    );
    looked(
      budgets,
      Array.from({ length: 100 }, (_, n) => ({ ...bob("192.0.2.1"), who: `user ${n}` })),
    );
    expect(looked(budgets, [bob("192.0.2.1")])).toBe(1);
  });
});

test("a right password costs nothing, and neither does one that is not looked at", () => {
  const budgets = new GuessBudgets(() => 0);
  for (let round = 0; round < 1000; round += 1) {
    for (const attempt of agents(10, "192.0.2.1")) budgets.take(attempt).right();
    budgets.take({ kind: "user", who: `user ${round}`, network: "192.0.2.1" }).unseen();
  }
  expect(looked(budgets, agents(1000, "192.0.2.1"))).toBeGreaterThanOrEqual(40);
});

test("who guesses at long names makes it remember short ones, and is held back all the same", () => {
  const budgets = new GuessBudgets(() => 0);
  const long = (count: number): string => `${"x".repeat(30_000)}${count}`;
  const from = (network: string): Attempt[] =>
    Array.from({ length: 100 }, () => ({ kind: "user", who: long(0), network }));
  expect(looked(budgets, [...from("192.0.2.1"), ...from("192.0.2.2"), ...from("192.0.2.3")])).toBe(
    20,
  );
  const before = heapInUse();
  for (let count = 0; count < 4000; count += 1) {
    // Written anew, as a message is: it shares no text with another.
    const who = Buffer.from(long(count)).toString("latin1");
    looked(budgets, [{ kind: "user", who, network: `198.51.100.${count}` }]);
  }
  expect(heapInUse() - before).toBeLessThan(32 * 1024 * 1024);
});
