import { describe, expect, test } from "vitest";

import { Crowd } from "../../src/api/crowd.js";
import { checkSize } from "../../src/api/message-size.js";
import { Quota } from "../../src/api/quota.js";
import { Seats } from "../../src/api/seats.js";

describe("strangers", () => {
  test("make room: the oldest of the network that most are of", () => {
    const evicted: string[] = [];
    const crowd = new Crowd<string>(3, (member) => evicted.push(member));
    crowd.enter("theirs", "1");
    crowd.enter("ours", "a");
    crowd.enter("theirs", "2");
    crowd.enter("theirs", "3");
    expect(evicted).toEqual(["1"]);
    crowd.enter("ours", "b");
    expect(crowd.size).toBe(3);
    expect(evicted).toEqual(["1", "2"]);
  });

  test("that left make room for others, and leave once", () => {
    const evicted: string[] = [];
    const crowd = new Crowd<string>(2, (member) => evicted.push(member));
    crowd.enter("n", "1");
    crowd.enter("n", "2");
    crowd.leave("n", "1");
    crowd.leave("n", "1");
    crowd.enter("n", "3");
    expect(crowd.size).toBe(2);
    expect(evicted).toEqual([]);
  });
});

test("who comes is let in, and the owner's oldest leaves", () => {
  const left: number[] = [];
  const seats = new Seats(2);
  const ends = [1, 2, 3].map((seat) => seats.take("a", () => left.push(seat)));
  seats.take("b", () => left.push(4));
  expect(left).toEqual([1]);
  for (const end of ends) end();
  seats.take("a", () => left.push(5));
  seats.take("a", () => left.push(6));
  expect(left).toEqual([1]);
});

test("an owner has no more than its quota, and what it gives back it may take again", () => {
  const quota = new Quota(2);
  expect([quota.take("a"), quota.take("a"), quota.take("a"), quota.take("b")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  quota.giveBack("a");
  expect(quota.take("a")).toBe(true);
});

describe("parameters", () => {
  const limits = { values: 100, characters: 1000 };
  const refused = { code: "quota limit exceeded" };

  test("of an honest size pass", () => {
    expect(() => checkSize({ entities: [{ tag: "machine-0" }], x: null }, limits)).not.toThrow();
  });

  test("of many values are refused, however they are nested", () => {
    const wide = { x: Array.from({ length: 101 }, () => []) };
    let deep: unknown = [];
    for (let level = 0; level < 101; level += 1) deep = [deep];
    const named = Object.fromEntries(wide.x.map((_, index) => [String(index), 1]));
    for (const params of [wide, deep, named]) {
      expect(() => checkSize(params, limits)).toThrow(expect.objectContaining(refused));
    }
  });

  test("of long texts are refused", () => {
    const params = { a: "x".repeat(600), b: ["x".repeat(600)] };
    expect(() => checkSize(params, limits)).toThrow(expect.objectContaining(refused));
  });
});
