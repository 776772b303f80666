// A dashboard: api-open's entry for browsers in a real Chromium, against a controller. Where there is
// no browser it is skipped, and says so.
import { once } from "node:events";
import http from "node:http";
import path from "node:path";

import { browserPath, launchBrowser } from "@holdfast/introspection/testing";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startController } from "../src/index.js";
import { temporaryDirectory } from "./kit/test-controller.js";

/** What the page does, with what the test gives it, until it has seen what it waits for. */
const DASHBOARD = `
import { facadeClient, openReconnecting, resumeWatch, watchAll } from "@holdfast/api-open/browser";
import { Client } from "@holdfast/facades";

globalThis.dashboard = async (info) => {
  const states = [];
  const onState = ({ kind }) => void states.push(kind);
  const client = await openReconnecting(info, { onState, backoff: { delay: 50 } });
  const { model } = await facadeClient(client, Client).FullStatus({ patterns: [] });
  globalThis.ready = { name: model.name, user: client.authTag };
  const told = [];
  for await (const each of resumeWatch(client, (connection, options) => watchAll(connection, options))) {
    told.push(...(each.kind === "gap" ? ["gap"] : each.event.map(([kind]) => kind)));
    globalThis.told = told;
    if (told.includes("gap") && told.at(-1) === "machine") break;
  }
  await client.close();
  return { states, told };
};
`;

async function bundle(): Promise<string> {
  const entry = "virtual:dashboard";
  const results = await build({
    configFile: false,
    logLevel: "silent",
    root: path.join(import.meta.dirname, ".."),
    plugins: [
      {
        name: "dashboard",
        resolveId: (id) => (id === entry ? path.join(import.meta.dirname, "dashboard.js") : null),
        load: (id) => (id.endsWith("/dashboard.js") ? DASHBOARD : null),
      },
    ],
    resolve: { conditions: ["@holdfast/source"] },
    build: { write: false, minify: false, rollupOptions: { input: entry } },
  });
  const [result] = [results].flat();
  if (result === undefined || !("output" in result)) throw new Error("nothing was built");
  return result.output.map((each) => ("code" in each ? each.code : "")).join("\n");
}

/** A page of this machine, as a dashboard's is: browsers keep others from its addresses. */
async function servePage(script: string): Promise<string> {
  const server = http.createServer((_request, response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!doctype html><script type="module">${script}</script>`),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page has no port");
  return `http://127.0.0.1:${address.port}/`;
}

describe.skipIf(browserPath === undefined)("a dashboard in a browser", () => {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());

  test("logs in, calls, watches all of a model, and goes on after the controller has restarted", async () => {
    const dataDir = temporaryDirectory();
    let controller = await startController({ dataDir });
    const listen = controller.address;
    try {
      const { password } = await controller.setUserPassword({ name: "bob", access: "superuser" });
      const { uuid } = await controller.addModel({ name: "default", owner: "bob" });
      // The controller's certificate is of an authority of its own.
      const context = await browser?.newContext({ ignoreHTTPSErrors: true });
      const page = await context?.newPage();
      if (page === undefined) throw new Error("there is no page");
      const failures: string[] = [];
      page.on("pageerror", (error) => failures.push(String(error)));
      // The controller asks for a client's certificate, which Chromium refuses to a WebSocket unless
      // that was settled before: by a visit, with which people also accept the certificate.
      await page.goto(`https://${listen}/`);
      await page.goto(await servePage(await bundle()));
      await page.waitForFunction("globalThis.dashboard");
      const info = { addrs: [listen], modelTag: `model-${uuid}`, tag: "user-bob", password };
      const watched = page.evaluate(`globalThis.dashboard(${JSON.stringify(info)})`);
      await page.waitForFunction("globalThis.told");
      expect(await page.evaluate("globalThis.ready")).toEqual({
        name: "default",
        user: "user-bob",
      });
      await controller[Symbol.asyncDispose]();
      controller = await startController({ dataDir, listen });
      await controller.addMachine({ model: uuid });
      const { states, told }: { states: string[]; told: string[] } = Object(await watched);
      expect(failures).toEqual([]);
      expect(told[0]).toBe("model");
      expect(told).toContain("gap");
      expect(told.at(-1)).toBe("machine");
      expect(states.slice(0, 3)).toEqual(["connecting", "connected", "waiting"]);
      expect(states.at(-1)).toBe("closed");
    } finally {
      await controller[Symbol.asyncDispose]();
    }
  });
});
