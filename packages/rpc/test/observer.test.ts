import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { ApiError, type RpcEvent } from "../src/index.js";
import { connectPeers, failure } from "./peers.js";

test("an observer hears of every call and every request at its end, and of the bytes", async () => {
  const clock = new VirtualClock();
  const made: RpcEvent[] = [];
  const served: RpcEvent[] = [];
  const bytes = { asked: 0, heard: 0, answered: 0, told: 0 };
  await using peers = await connectPeers({
    client: {
      clock,
      observer: {
        callEnded: (event) => made.push(event),
        messageSent: (n) => (bytes.asked += n),
        messageReceived: (n) => (bytes.told += n),
      },
    },
    server: {
      clock,
      handler: async ({ method }) => {
        if (method === "Fail") throw new ApiError("no", { code: "not found" });
        await clock.advance(250);
        return {};
      },
      observer: {
        requestEnded: (event) => served.push(event),
        messageReceived: (n) => (bytes.heard += n),
        messageSent: (n) => (bytes.answered += n),
      },
    },
  });
  await peers.client.call({ facade: "Agent", version: 3, method: "Life" });
  await failure(peers.client.call({ facade: "Agent", version: 3, method: "Fail" }));
  const facade = { facade: "Agent", version: 3 };
  const life = { ...facade, method: "Life", outcome: "ok", duration: 250 };
  const fail = { ...facade, method: "Fail", outcome: "error", duration: 0 };
  expect(made).toEqual([life, fail]);
  expect(served).toEqual([life, fail]);
  expect(bytes.asked).toBeGreaterThan(100);
  expect(bytes.answered).toBeGreaterThan(50);
  expect([bytes.heard, bytes.told]).toEqual([bytes.asked, bytes.answered]);
});

test("a call that nobody answered counts as abandoned", async () => {
  const made: RpcEvent[] = [];
  await using peers = await connectPeers({
    client: { observer: { callEnded: (event) => made.push(event) } },
    server: { handler: () => new Promise(() => undefined), closeTimeout: 1 },
  });
  const controller = new AbortController();
  const request = { facade: "NotifyWatcher", version: 1, method: "Next" };
  const given = failure(peers.client.call(request, { signal: controller.signal }));
  controller.abort();
  await given;
  const cut = failure(peers.client.call(request));
  peers.client.destroy(new Error("gone"));
  await cut;
  expect(made.map((event) => event.outcome)).toEqual(["abandoned", "abandoned"]);
});
