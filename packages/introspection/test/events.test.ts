import http from "node:http";
import path from "node:path";

import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Introspection, type IntrospectionOptions, startIntrospection } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";
import { runEngine } from "./kit/running-engine.js";
import { ToldEngine } from "./kit/told-engine.js";

async function start(
  options: Omit<IntrospectionOptions, "socketPath"> = {},
): Promise<Introspection> {
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath, ...options });
  onTestFinished(() => introspection.close());
  return introspection;
}

function open(
  socketPath: string,
  page: string,
  lastEventId?: number,
): Promise<http.IncomingMessage> {
  const headers = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath, path: page, headers, agent: false }, (response) => {
        response.on("error", () => undefined);
        resolve(response);
      })
      .on("error", reject);
  });
}

/** Reads a stream of events until it has held `text`. */
async function readUntil(response: http.IncomingMessage, text: string): Promise<string> {
  let all = "";
  for await (const chunk of response) {
    all += String(chunk);
    if (all.includes(text)) return all;
  }
  throw new Error(`ended with: ${all}`);
}

describe("/events", () => {
  test("tells what the engine did, with errors as facts", async () => {
    const { socketPath, add } = await start();
    const engine = runEngine();
    add("agent", engine);
    await engine.settled();
    const text = await readUntil(await open(socketPath, "/events"), '"wave settled"');
    const events = text
      .split("\n")
      .filter((line) => line.startsWith("data: "))
      .map((line): unknown => JSON.parse(line.slice("data: ".length)));
    expect(events[0]).toMatchObject({
      id: 1,
      engine: "agent",
      kind: "starting",
      manifold: "agent",
    });
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: "started",
        manifold: "api-caller",
        engine: "agent",
        count: 1,
      }),
    );
  });

  test("a reader that comes back misses nothing, and is told nothing twice", async () => {
    const { socketPath, add } = await start();
    const engine = new ToldEngine();
    add("agent", engine);
    for (const name of ["a", "b", "c"]) engine.say(name);
    const first = await readUntil(await open(socketPath, "/events", 1), "id: 3");
    expect(first).not.toContain("id: 1\n");
    engine.say("d");
    const again = await readUntil(await open(socketPath, "/events?after=3"), "id: 4");
    expect(again).not.toContain("id: 3\n");
  });

  test("a reader from before a restart is told everything", async () => {
    const { socketPath, add } = await start();
    const engine = new ToldEngine();
    add("agent", engine);
    engine.say("a");
    await readUntil(await open(socketPath, "/events", 99), "id: 1\n");
    expect(engine.listeners).toBe(1);
  });

  test("shows signs of life by the clock, and lets go of a reader that left", async () => {
    const clock = new VirtualClock();
    const { socketPath } = await start({ clock });
    const reading = open(socketPath, "/events").then((response) =>
      readUntil(response, ": still here"),
    );
    while (clock.pending === 0) await flushPromises();
    await clock.advance(15_000);
    await reading;
    while (clock.pending > 0) await flushPromises();
    expect(clock.pending).toBe(0);
  });

  test("drops a reader that never reads, and all of them when it closes", async () => {
    const clock = new VirtualClock();
    const introspection = await start({ clock });
    const engine = new ToldEngine();
    introspection.add("agent", engine);
    const idle = await open(introspection.socketPath, "/events");
    idle.pause();
    expect(clock.pending).toBe(1);
    for (let count = 0; count < 40 && clock.pending > 0; count++) {
      engine.say("x".repeat(1 << 20));
      await flushPromises();
    }
    while (clock.pending > 0) await flushPromises();

    await open(introspection.socketPath, "/events");
    expect(clock.pending).toBe(1);
    await introspection.close();
    while (clock.pending > 0) await flushPromises();
    expect(engine.listeners).toBe(0);
  });

  test("an engine that was taken away is not heard any longer", async () => {
    const { add } = await start();
    const engine = new ToldEngine();
    const forget = add("model-1", engine);
    forget();
    forget();
    expect(engine.listeners).toBe(0);
    add("model-1", engine);
    add("model-1", new ToldEngine());
    expect(engine.listeners).toBe(0);
  });
});
