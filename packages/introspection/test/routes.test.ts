import http from "node:http";
import path from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import {
  fetchReport,
  type Introspection,
  type IntrospectionOptions,
  startIntrospection,
  type HealthStatus,
} from "../src/index.js";
import { makeFolder } from "./kit/folder.js";
import { runEngine } from "./kit/running-engine.js";

async function start(
  options: Omit<IntrospectionOptions, "socketPath"> = {},
): Promise<Introspection> {
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
    const introspection = await start();
    const engine = runEngine();
    introspection.add("agent", engine);
    await engine.settled();
    const page = await fetchReport(introspection.socketPath, "/depengine");
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
    const { socketPath } = await start();
    await expect(fetchReport(socketPath, "/depengine")).rejects.toMatchObject({
      code: "ERR_REPORT_REFUSED",
      message: "missing dependency engine reporter",
    });
  });
});

describe("/report", () => {
  test("is all engines as they are now, the connection, and every section", async () => {
    const sources = {
      connection: (engine: string) =>
        engine === "agent" ? ({ state: "connected", model: "m" } as const) : undefined,
      sections: { durability: () => ({ state: "full" }) },
    };
    const { socketPath, add } = await start({ sources });
    const first = runEngine();
    add("agent", first);
    const forget = add("model-1", runEngine());
    await first.settled();
    const report: unknown = JSON.parse(await fetchReport(socketPath, "/report"));
    expect(report).toMatchObject({
      connections: { agent: { state: "connected", model: "m" } },
      durability: { state: "full" },
      engines: { agent: first.report(), "model-1": { state: "started" } },
    });
    expect(report).not.toHaveProperty(["connections", "model-1"]);
    forget();
    const later: unknown = JSON.parse(await fetchReport(socketPath, "/report"));
    expect(later).not.toHaveProperty(["engines", "model-1"]);
  });

  test("of one engine comes in the format asked for", async () => {
    const { socketPath, add } = await start();
    const engine = runEngine();
    add("agent", engine);
    await engine.settled();
    const report = engine.report();
    expect(JSON.parse(await fetchReport(socketPath, "/report?engine=agent"))).toEqual(report);
    expect(JSON.parse(await fetchReport(socketPath, "/report?format=json"))).toEqual(report);
    expect(parse(await fetchReport(socketPath, "/report?format=text"))).toHaveProperty("manifolds");
    expect(await fetchReport(socketPath, "/report?format=dot")).toContain("digraph");
    expect(await fetchReport(socketPath, "/report?format=mermaid")).toContain("flowchart");
  });

  test.each([
    ["/report?engine=nobody", "no engine nobody; there are: agent"],
    ["/report?engine=__proto__", "no engine __proto__; there are: agent"],
    ["/report?format=constructor", "no format constructor; there are: text, json, dot, mermaid"],
  ])("%s says what there is", async (page, words) => {
    const { socketPath, add } = await start();
    add("agent", runEngine());
    await expect(fetchReport(socketPath, page)).rejects.toMatchObject({
      code: "ERR_REPORT_REFUSED",
      message: words,
    });
  });

  test("that throws is answered with 500 and no word of what threw", async () => {
    const sections = {
      broken: () => {
        throw new Error("hunter2");
      },
    };
    const { socketPath } = await start({ sources: { sections } });
    await expect(fetchReport(socketPath, "/report")).rejects.toMatchObject({
      message: "this page failed; the agent's log says why",
    });
    expect(await fetchReport(socketPath, "/healthz")).toBe("ok\n");
  });
});

describe("/healthz and /readyz", () => {
  test("answer 200, or 503 with the reason", async () => {
    let ready: HealthStatus = { ok: false, why: "api-caller is not started" };
    const { socketPath } = await start({ sources: { ready: () => ready } });
    expect(await fetchReport(socketPath, "/healthz")).toBe("ok\n");
    const response = await ask(socketPath, { path: "/readyz" });
    response.resume();
    expect(response.statusCode).toBe(503);
    await expect(fetchReport(socketPath, "/readyz")).rejects.toThrow("api-caller is not started");
    ready = { ok: true };
    expect(await fetchReport(socketPath, "/readyz")).toBe("ok\n");
  });
});

describe("/explain/NAME", () => {
  test("says why in words, or as data, and names the nearest to what is not there", async () => {
    const { socketPath, add } = await start();
    const engine = runEngine();
    add("agent", engine);
    await engine.settled();
    expect(await fetchReport(socketPath, "/explain/api-caller")).toMatch(
      /^"api-caller" is running: /,
    );
    const data: unknown = JSON.parse(await fetchReport(socketPath, "/explain/agent?format=json"));
    expect(data).toEqual(engine.explain("agent"));
    await expect(fetchReport(socketPath, "/explain/api-calller")).rejects.toMatchObject({
      code: "ERR_REPORT_REFUSED",
      message: expect.stringContaining('did you mean "api-caller"'),
    });
  });
});

describe("anything else", () => {
  test("is answered with the list of pages", async () => {
    const { socketPath } = await start();
    const asking = fetchReport(socketPath, "/debug/pprof");
    await expect(asking).rejects.toThrow(
      /no page \/debug\/pprof; there are:\n {2}\/ .*\n {2}\/depengine/,
    );
  });

  test.each([
    ["POST", 405],
    ["DELETE", 405],
    ["HEAD", 200],
  ])("%s is answered with %d and changes nothing", async (method, status) => {
    const { socketPath } = await start();
    const response = await ask(socketPath, { path: "/healthz", method });
    response.resume();
    expect(response.statusCode).toBe(status);
  });

  test("a path that does not parse is answered with 400", async () => {
    const { socketPath } = await start();
    const response = await ask(socketPath, { path: "/explain/%E0%A4" });
    response.resume();
    expect(response.statusCode).toBe(400);
  });
});
