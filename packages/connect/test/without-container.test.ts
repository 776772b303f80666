import { expect, test } from "vitest";

import { defineConnectPlugin } from "../src/index.js";

test("what an author imports loads neither the container nor its polyfill", () => {
  defineConnectPlugin({
    name: "plain",
    apiVersion: 1,
    connect: () => () => Promise.reject(new Error("never called")),
  });
  expect("getMetadata" in Reflect).toBe(false); // reflect-metadata, without which tsyringe does not load
});
