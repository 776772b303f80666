import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";

import { isHostPort, usableAddresses } from "../src/index.js";

const lastWorked = "10.0.0.1:17070";

test("only what is host:port is remembered, each once, in the order announced", () => {
  const announced = ["b:2", "[fe80:17070", "a b:1", "b:2", "a:b:1", "h:70000", "a:1", ""];
  expect(usableAddresses(announced)).toEqual({ addresses: ["b:2", "a:1"], dropped: 5 });
});

test("the address that works stays behind those announced, and is named once", () => {
  const { addresses } = usableAddresses(["10.0.0.2:17070"], { lastWorked });
  expect(addresses).toEqual(["10.0.0.2:17070", lastWorked]);
  expect(usableAddresses([lastWorked, "b:2"], { lastWorked }).addresses).toEqual([
    lastWorked,
    "b:2",
  ]);
});

test("where nothing usable is announced there is nothing to remember", () => {
  expect(usableAddresses(["x"], { lastWorked })).toEqual({ addresses: [], dropped: 1 });
});

test("whatever is announced, what is remembered is small, usable, and leads back", () => {
  const item = oneof(string(), constantFrom("h:1", "[::1]:1", "x\napipassword: own\n#:1"));
  assert(
    property(array(item, { maxLength: 300 }), (announced) => {
      const { addresses } = usableAddresses(announced, { lastWorked });
      expect(addresses.every((address) => isHostPort(address))).toBe(true);
      expect(addresses.length).toBeLessThanOrEqual(65);
      expect(addresses.length === 0 || addresses.includes(lastWorked)).toBe(true);
    }),
  );
  const many = Array.from({ length: 100_000 }, (_, index) => `h${index}:17070`);
  expect(usableAddresses(many, { lastWorked }).addresses).toHaveLength(65);
});
