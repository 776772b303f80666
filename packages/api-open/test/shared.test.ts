import { MalformedMessageError } from "@holdfast/facades";
import { describe, expect, test } from "vitest";
import { memoryDnsCache, memorySessionCache, open } from "../src/index.js";
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
  test("of TLS sessions is the 256 used last", () => {
    const cache = memorySessionCache();
    for (let n = 0; n < 256; n += 1) cache.set(String(n), Buffer.of(n));
    expect(cache.get("0")).toEqual(Buffer.of(0));
    cache.set("256", Buffer.of(1));
    expect([cache.get("0"), cache.get("1")]).toEqual([Buffer.of(0), undefined]);
    cache.delete("0");
    expect(cache.get("0")).toBeUndefined();
  });

  test("of names is the 256 used last", () => {
    const cache = memoryDnsCache();
    for (let n = 0; n <= 256; n += 1) cache.add(String(n), [`10.0.0.${n}`]);
    expect([cache.lookup("0"), cache.lookup("1")]).toEqual([undefined, ["10.0.0.1"]]);
  });

  test("of names is a copy", () => {
    const cache = memoryDnsCache();
    const addresses = ["10.0.0.1"];
    cache.add("name", addresses);
    addresses.push("10.0.0.2");
    expect(cache.lookup("name")).toEqual(["10.0.0.1"]);
  });
});
