import http from "node:http";
import path from "node:path";

import { settle, VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import {
  EventLog,
  fetchReport,
  type Introspection,
  type IntrospectionOptions,
  startIntrospection,
  type Verdict,
} from "../src/index.js";
import { makeFolder } from "./kit/folder.js";
import { runEngine } from "./kit/running-engine.js";

async function start(options: Omit<IntrospectionOptions, "socketPath">): Promise<Introspection> {
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath, ...options });
  onTestFinished(() => introspection.close());
  return introspection;
}

function ask(socketPath: string, options: http.RequestOptions): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http
      .request({ socketPath, agent: false, ...options }, resolve)
      .on("error", reject)
      .end();
  });
}

describe("/depengine", () => {
  test("is Juju's page: a title, an empty line, the report as YAML with Juju's keys", async () => {
    const engine = runEngine();
    const { socketPath } = await start({ sources: { engines: () => ({ agent: engine }) } });
    await settle();
    const page = await fetchReport(socketPath, "/depengine");
    expect(page.startsWith("Dependency Engine Report\n\n")).toBe(true);
    expect(parse(page.slice("Dependency Engine Report\n\n".length))).toMatchObject({
      state: "started",
      manifolds: {
        agent: { state: "started", inputs: [], "start-count": 1 },
        "api-caller": { state: "started", inputs: ["agent"], "start-count": 1 },
      },
    });
  });

  test("without an engine says so, in Juju's words", async () => {
    const { socketPath } = await start({ sources: { engines: () => ({}) } });
    await expect(fetchReport(socketPath, "/depengine")).rejects.toMatchObject({
      code: "ERR_REPORT_REFUSED",
      message: "missing dependency engine reporter",
    });
  });
});

describe("/report", () => {
  test("is all engines as they are now, and every section", async () => {
    const engines = { agent: runEngine() };
    const sources = { engines: () => engines, sections: { connection: () => ({ model: "m" }) } };
    const { socketPath } = await start({ sources });
    await settle();
    expect(JSON.parse(await fetchReport(socketPath, "/report"))).toEqual({
      connection: { model: "m" },
      engines: { agent: engines.agent.report() },
    });
    Object.assign(engines, { "model-1": runEngine() });
    const later: unknown = JSON.parse(await fetchReport(socketPath, "/report"));
    expect(later).toHaveProperty(["engines", "model-1", "state"], "started");
  });

  test("of one engine comes in the format asked for", async () => {
    const engine = runEngine();
    const { socketPath } = await start({ sources: { engines: () => ({ agent: engine }) } });
    await settle();
    const report = engine.report();
    expect(JSON.parse(await fetchReport(socketPath, "/report?engine=agent"))).toEqual(report);
    expect(JSON.parse(await fetchReport(socketPath, "/report?format=json"))).toEqual(report);
    expect(parse(await fetchReport(socketPath, "/report?format=text"))).toEqual(report);
  });

  test.each([
    ["/report?engine=nobody", "no engine nobody; there are: agent"],
    ["/report?engine=__proto__", "no engine __proto__; there are: agent"],
    ["/report?format=constructor", "no format constructor; there are: "],
  ])("%s says what there is", async (page, words) => {
    const engine = runEngine();
    const { socketPath } = await start({ sources: { engines: () => ({ agent: engine }) } });
    await expect(fetchReport(socketPath, page)).rejects.toMatchObject({
      code: "ERR_REPORT_REFUSED",
      message: expect.stringContaining(words),
    });
  });

  test("that throws is answered with 500 and no word of what threw", async () => {
    const sections = {
      broken: () => {
        throw new Error("hunter2");
      },
    };
    const { socketPath } = await start({ sources: { engines: () => ({}), sections } });
    await expect(fetchReport(socketPath, "/report")).rejects.toMatchObject({
      message: "this page failed; the agent's log says why",
    });
    expect(await fetchReport(socketPath, "/healthz")).toBe("ok\n");
  });
});

describe("/healthz and /readyz", () => {
  test("answer 200, or 503 with the reason", async () => {
    let ready: Verdict = { ok: false, why: "api-caller is not started" };
    const { socketPath } = await start({ sources: { engines: () => ({}), ready: () => ready } });
    expect(await fetchReport(socketPath, "/healthz")).toBe("ok\n");
    const response = await ask(socketPath, { path: "/readyz" });
    response.resume();
    expect(response.statusCode).toBe(503);
    await expect(fetchReport(socketPath, "/readyz")).rejects.toThrow("api-caller is not started");
    ready = { ok: true };
    expect(await fetchReport(socketPath, "/readyz")).toBe("ok\n");
  });
});

describe("/events", () => {
  const event = (kind: string) => ({ at: 5, engine: "agent", kind, manifold: "api-caller" });

  /** Reads a stream of events until it has held `text`. */
  async function readUntil(response: http.IncomingMessage, text: string): Promise<string> {
    let all = "";
    for await (const chunk of response) {
      all += String(chunk);
      if (all.includes(text)) return all;
    }
    throw new Error(`ended with: ${all}`);
  }

  test("sends what was, then what is; a reader that comes back misses nothing", async () => {
    const events = new EventLog();
    events.append(event("started"));
    const { socketPath } = await start({ sources: { engines: () => ({}) }, events });
    const first = await ask(socketPath, { path: "/events" });
    expect(first.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    const reading = readUntil(first, "id: 2\n");
    while (events.followers === 0) await settle();
    events.append(event("ended"));
    expect(await reading).toContain('id: 1\nevent: started\ndata: {"at":5,"engine":"agent"');
    events.append(event("waiting"));

    const headers = { "last-event-id": "2" };
    const second = await ask(socketPath, { path: "/events", headers });
    const text = await readUntil(second, "id: 3\n");
    expect(text).not.toContain("id: 2\n");
    while (events.followers > 0) await settle();
  });

  test("keeps only so many, the latest", () => {
    const events = new EventLog(3);
    for (let count = 0; count < 10; count++) events.append(event(`e${count}`));
    expect(events.after(0).map(({ id }) => id)).toEqual([8, 9, 10]);
    expect(events.after(9).map(({ id }) => id)).toEqual([10]);
  });

  test("shows signs of life by the clock, and lets go of a reader that left", async () => {
    const clock = new VirtualClock();
    const events = new EventLog();
    const { socketPath } = await start({ sources: { engines: () => ({}) }, events, clock });
    const response = await ask(socketPath, { path: "/events" });
    const reading = readUntil(response, ": still here");
    while (clock.pending === 0) await settle();
    await clock.advance(15_000);
    await reading;
    while (events.followers > 0) await settle();
    expect(clock.pending).toBe(0);
  });

  test("ends with the server, and a reader that never reads is dropped", async () => {
    const events = new EventLog();
    const introspection = await start({ sources: { engines: () => ({}) }, events });
    const idle = await ask(introspection.socketPath, { path: "/events" });
    idle.on("error", () => undefined);
    while (events.followers === 0) await settle();
    const large = { ...event("large"), text: "x".repeat(1 << 20) };
    for (let count = 0; count < 20 && events.followers > 0; count++) {
      events.append(large);
      await settle();
    }
    while (events.followers > 0) await settle();

    const other = await ask(introspection.socketPath, { path: "/events" });
    other.on("error", () => undefined);
    while (events.followers === 0) await settle();
    await introspection.close();
    while (events.followers > 0) await settle();
    expect(events.followers).toBe(0);
  });
});

describe("anything else", () => {
  test("is answered with the list of pages", async () => {
    const { socketPath } = await start({ sources: { engines: () => ({}) } });
    const asking = fetchReport(socketPath, "/debug/pprof");
    await expect(asking).rejects.toThrow(/no page \/debug\/pprof; there are:\n {2}\/depengine/);
  });

  test.each([
    ["POST", 405],
    ["DELETE", 405],
    ["HEAD", 200],
  ])("%s is answered with %d and changes nothing", async (method, status) => {
    const { socketPath } = await start({ sources: { engines: () => ({}) } });
    const response = await ask(socketPath, { path: "/healthz", method });
    response.resume();
    expect(response.statusCode).toBe(status);
  });

  test("a path that does not parse is answered with 400", async () => {
    const { socketPath } = await start({ sources: { engines: () => ({}) } });
    const response = await ask(socketPath, { path: "/explain/%E0%A4" });
    response.resume();
    expect(response.statusCode).toBe(400);
  });
});
