import http from "node:http";
import path from "node:path";

import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { expect, onTestFinished, test, vi } from "vitest";

import {
  type ConnectionFacts,
  type Introspection,
  type Sources,
  startIntrospection,
} from "../src/index.js";
import { makeFolder } from "./kit/folder.js";
import { ToldEngine } from "./kit/told-engine.js";

interface LiveMessage {
  readonly id?: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

async function start(
  sources: Sources = {},
): Promise<{ readonly introspection: Introspection; readonly clock: VirtualClock }> {
  const clock = new VirtualClock(1000);
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath, sources, clock });
  onTestFinished(() => introspection.close());
  return { introspection, clock };
}

/** Reads the page's stream, as a browser does. */
class LiveReader {
  readonly messages: LiveMessage[] = [];
  /** How many signs of life have come; they are none of the messages. */
  alive = 0;
  readonly #response: http.IncomingMessage;

  private constructor(response: http.IncomingMessage) {
    this.#response = response;
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (text + chunk).split("\n\n");
      text = parts.pop() ?? "";
      const messages = parts.flatMap((part) => messageOf(part));
      this.alive += messages.filter(({ event }) => event === "alive").length;
      this.messages.push(...messages.filter(({ event }) => event !== "alive"));
    });
    response.on("error", () => undefined);
  }

  static open({ socketPath }: Introspection, lastEventId?: string): Promise<LiveReader> {
    const headers = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    return new Promise((resolve, reject) => {
      http
        .get({ socketPath, path: "/live", headers, agent: false }, (response) => {
          resolve(new LiveReader(response));
        })
        .on("error", reject);
    });
  }

  /** Waits until this many messages have come, and returns what they are. */
  async first(count: number): Promise<readonly LiveMessage[]> {
    await vi.waitUntil(() => this.messages.length >= count, { timeout: 90_000 });
    return this.messages;
  }

  leave(): void {
    this.#response.destroy();
  }
}

function messageOf(part: string): LiveMessage[] {
  const fields = Object.fromEntries(
    part
      .split("\n")
      .map((line) => [line.split(": ", 1)[0] ?? "", line.slice(line.indexOf(": ") + 2)]),
  );
  const { id, event = "message", data } = fields;
  if (data === undefined) return []; // a comment, or how long to wait before coming back
  return [{ event, data: JSON.parse(data), ...(id === undefined ? {} : { id }) }];
}

const kinds = (messages: readonly LiveMessage[]): unknown[] =>
  messages.map(({ event, data }) => (event === "message" ? data["manifold"] : event));

test("a new reader is told how all looks, then what happened, then what happens", async () => {
  const { introspection } = await start({ title: "machine-0" });
  const engine = new ToldEngine();
  introspection.add("agent", engine);
  engine.say("a");
  const reader = await LiveReader.open(introspection);
  const [view] = await reader.first(2);
  expect(view?.data).toMatchObject({ title: "machine-0", after: 0, lastEventId: 1 });
  engine.say("b");
  expect(kinds(await reader.first(3))).toEqual(["view", "a", "b"]);
});

test("a reader that comes back is told how all looks, and what it missed", async () => {
  const { introspection } = await start();
  const engine = new ToldEngine();
  introspection.add("agent", engine);
  engine.say("a");
  const first = await LiveReader.open(introspection);
  const { id } = (await first.first(2))[1] ?? {};
  first.leave();
  engine.say("b");
  const second = await LiveReader.open(introspection, id);
  const messages = await second.first(2);
  expect(messages[0]?.data).toMatchObject({ after: 1, lastEventId: 2 });
  expect(kinds(messages)).toEqual(["view", "b"]);
});

test("a reader from before a restart is told everything, however much has happened since", async () => {
  const { introspection } = await start();
  const engine = new ToldEngine();
  introspection.add("agent", engine);
  for (const name of ["a", "b", "c"]) engine.say(name);
  const reader = await LiveReader.open(introspection, "another-process/2");
  const messages = await reader.first(4);
  expect(messages[0]?.data).toMatchObject({ after: 0 });
  expect(kinds(messages)).toEqual(["view", "a", "b", "c"]);
});

test("an engine that comes or goes is told by a view, after which the events go on", async () => {
  const { introspection } = await start();
  const agent = new ToldEngine();
  introspection.add("agent", agent);
  const reader = await LiveReader.open(introspection);
  await reader.first(1);
  agent.say("a");
  const remove = introspection.add("model-1", new ToldEngine());
  remove();
  agent.say("b");
  const messages = await reader.first(5);
  expect(kinds(messages)).toEqual(["view", "a", "view", "view", "b"]);
  expect(messages[2]?.data).toMatchObject({
    after: 1,
    engines: [{ name: "agent" }, { name: "model-1" }],
  });
  expect(messages[3]?.data).toMatchObject({ engines: [{ name: "agent" }] });
});

test("a connection that changes is told within a second, and one that does not is not", async () => {
  let facts: ConnectionFacts = { state: "connecting" };
  const { introspection, clock } = await start({ connection: () => facts });
  introspection.add("agent", new ToldEngine());
  const reader = await LiveReader.open(introspection);
  await reader.first(1);
  await clock.advance(10_000);
  facts = { state: "connected" };
  await clock.advance(1000);
  const messages = await reader.first(2);
  expect(messages.slice(1)).toEqual([
    { event: "connections", data: { agent: { state: "connected" } } },
  ]);
  reader.leave();
  while (clock.pending > 0) await flushPromises();
  expect(clock.pending).toBe(0);
});

test("times do not jump when somebody sets the machine's date, and the date is told apart", async () => {
  const { introspection, clock } = await start();
  const engine = new ToldEngine();
  introspection.add("agent", engine);
  clock.setDate(86_400_000);
  engine.say("a", clock.now());
  const reader = await LiveReader.open(introspection);
  const [view, event] = await reader.first(2);
  expect(view?.data).toMatchObject({ now: 1000, wallNow: 86_401_000 });
  expect(event?.data).toMatchObject({ at: 1000 });
});

test("a sign of life comes every 5 s, and a changed connection right after the event that changed it", async () => {
  let state: ConnectionFacts["state"] = "connected";
  const { introspection, clock } = await start({ connection: () => ({ state }) });
  const engine = new ToldEngine();
  introspection.add("agent", engine);
  const reader = await LiveReader.open(introspection);
  await reader.first(1);
  state = "down";
  engine.say("a");
  await clock.advance(0);
  const [, event, connections] = await reader.first(3);
  expect(event?.event).toBe("message");
  expect(connections).toMatchObject({ event: "connections", data: { agent: { state: "down" } } });
  await clock.advance(10_000);
  await expect.poll(() => reader.alive).toBe(2);
  reader.leave();
});
