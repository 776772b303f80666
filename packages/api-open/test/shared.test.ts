import { MalformedMessageError } from "@holdfast/facades";
import { describe, expect, test } from "vitest";
import { BoundedMap } from "../src/bounded-map.js";
import { memoryDnsCache, open } from "../src/index.js";
import { facadeTable } from "../src/login/facade-table.js";
import { PATIENT, TestController } from "./support/test-controller.js";

describe("what controllers announce", () => {
  const announced = (versions: number[]): unknown => [{ name: "Agent", versions }];

  test("is one table for all who announce the same, in whatever words", () => {
    const table = facadeTable(announced([2, 3]));
    expect(facadeTable(announced([2, 3]))).toBe(table);
    expect(facadeTable([{ versions: [2, 3], name: "Agent" }])).toBe(table);
    expect(facadeTable(announced([3]))).not.toBe(table);
    const twice = { name: "Agent", versions: [2, 3] };
    expect(facadeTable([twice, twice])).not.toBe(table);
    expect([table.best("Agent"), table.best("Machiner")]).toEqual([3, 0]);
  });

  test("is kept for the last few kinds of controller only", () => {
    const table = facadeTable(announced([1_000]));
    for (let n = 0; n < 16; n += 1) facadeTable(announced([2_000 + n]));
    expect(facadeTable(announced([1_000]))).not.toBe(table);
  });

  test("that is no list of facades is malformed, and kept by nobody", () => {
    expect(() => facadeTable({})).toThrow(MalformedMessageError);
    expect(() => facadeTable([{ name: "Agent", versions: ["3"] }])).toThrow(MalformedMessageError);
  });

  test("is what connections to one controller share", async () => {
    await using controller = await TestController.start();
    await using one = await open(controller.info(), PATIENT);
    await using two = await open(controller.info(), PATIENT);
    for (const connection of [one, two]) expect(connection.bestFacadeVersion("Uniter")).toBe(19);
  });
});

describe("what is remembered", () => {
  test("is so many entries and no more, the newest", () => {
    const map = new BoundedMap<number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("a", 3);
    map.set("c", 4);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([3, undefined, 4]);
    map.delete("a");
    expect(map.get("a")).toBeUndefined();
  });

  test("of names is a copy", () => {
    const cache = memoryDnsCache();
    const addresses = ["10.0.0.1"];
    cache.add("name", addresses);
    addresses.push("10.0.0.2");
    expect(cache.lookup("name")).toEqual(["10.0.0.1"]);
  });
});
