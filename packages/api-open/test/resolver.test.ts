import dns from "node:dns/promises";

import { expect, test } from "vitest";

import { systemResolver } from "../src/index.js";

test("who asks for a name while it is looked up gets the same answer, and no second look-up", async () => {
  const { signal } = new AbortController();
  const [one, other] = [systemResolver("localhost", signal), systemResolver("localhost", signal)];
  expect(other).toBe(one);
  const found = await dns.lookup("localhost", { all: true, order: "verbatim" });
  expect(await one).toEqual(found.map(({ address }) => address));
  expect(systemResolver("localhost", signal)).not.toBe(one); // it is asked anew afterwards
});

test("a look-up that failed is not remembered", async () => {
  const { signal } = new AbortController();
  const look = async (): Promise<unknown> =>
    systemResolver("controller.invalid", signal).catch((error: unknown) => error);
  const first = await look();
  expect(first).toHaveProperty("code");
  expect(await look()).not.toBe(first);
});
