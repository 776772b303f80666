import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import {
  installService,
  type Settings,
  settings,
  site,
  web,
} from "../examples/configured-service.js";
import { Load } from "../examples/load.js";
import { Engine, type EngineEvent } from "../src/index.js";

/** The example service, under load. */
async function served(): Promise<{
  readonly engine: Engine;
  readonly load: Load;
  readonly touched: string[];
  readonly change: (field: Partial<Settings>) => Promise<void>;
}> {
  let current: Settings = { port: 0, greeting: "hello", databaseUrl: "db-1" };
  const engine = new Engine({ bounceDelay: 1 });
  installService(engine, () => current);
  const server = await engine.ready(web);
  const touched: string[] = [];
  engine.subscribe((event: EngineEvent) => {
    if (event.kind === "started" || event.kind === "updated") {
      touched.push(`${event.manifold} ${event.kind}`);
    }
  });
  const load = new Load(`http://127.0.0.1:${server.port}/`);
  await load.until(50);
  return {
    engine,
    load,
    touched,
    change: async (field) => {
      current = { ...current, ...field };
      const before = load.answered;
      engine.bounce(settings);
      await engine.settled();
      if (load.isRunning) await load.until(before + 200);
    },
  };
}

test("one field changes: the server keeps its port, no request fails, and explain says what was touched", async () => {
  const { engine, load, touched, change } = await served();
  const { server } = await engine.ready(web);
  await change({ greeting: "good morning" });
  await load.stop();
  expect(load.failures).toEqual([]);
  expect([...load.answers]).toEqual(["hello, db-1", "good morning, db-1"]);
  expect((await engine.ready(web)).server).toBe(server);
  expect(touched.toSorted()).toEqual([
    "database-url started",
    "greeting started",
    "port started",
    "settings started",
    "site updated",
  ]);
  expect(engine.explain(web).text).toBe(
    '"web" is running: "web" was installed; ' +
      'it ran on through the restart of "port", whose output is the same.',
  );
  expect(engine.explain(site).text).toBe(
    '"site" is running: "site" was handed, while it ran on, the new output of "greeting", ' +
      'because "greeting" was restarted for the new output of "settings", because "settings" was bounced.',
  );
  engine.kill();
  await engine.wait();
});

test("a connection is replaced by the next, and no request finds it closed", async () => {
  const { engine, load, touched, change } = await served();
  await change({ databaseUrl: "db-2" });
  await load.stop();
  expect(load.failures).toEqual([]);
  expect([...load.answers]).toEqual(["hello, db-1", "hello, db-2"]);
  expect(touched).not.toContain("web started");
  expect(touched.slice(-2)).toEqual(["database started", "site updated"]);
  engine.kill();
  await engine.wait();
});

test("what the server does use restarts it", async () => {
  const { engine, load, touched, change } = await served();
  await load.stop();
  // Nobody asks while it restarts.
  await change({ port: await freePort() });
  expect(touched).toContain("web started");
  engine.kill();
  await engine.wait();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
