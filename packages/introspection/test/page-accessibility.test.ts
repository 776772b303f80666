// The live page in a real browser, looked at by axe in every state that an operator meets.
import path from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startIntrospection } from "../src/index.js";
import {
  browserPath,
  launchBrowser,
  sayWhereSkipped,
  seriousViolations,
} from "../src/testing/index.js";
import { makeFolder } from "./kit/folder.js";
import { agentWiring, LivelyEngine } from "./kit/lively-engine.js";

sayWhereSkipped();

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

describe.skipIf(browserPath === undefined)("axe finds nothing serious", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(
    colorScheme: "dark" | "light",
    viewport: { readonly width: number; readonly height: number } = desk,
  ) {
    const introspection = await startIntrospection({
      socketPath: path.join(await makeFolder(), "s"),
      tcp: "127.0.0.1:0",
      sources: {
        title: "machine-0",
        connection: () => ({
          state: "connected",
          controller: "controller-f9a3b1c2-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
          address: "10.20.0.14:17070",
          agent: "machine-0",
          since: Date.now() - 7_200_000,
          passwordSince: Date.now() - 3 * 86_400_000,
          heartbeat: { at: Date.now() - 400, roundTrip: 4.2 },
        }),
      },
    });
    const lively = new LivelyEngine();
    introspection.add("agent", lively.engine);
    lively.install(agentWiring);
    await lively.engine.settled();
    const context = await browser.newContext({
      viewport,
      colorScheme,
      reducedMotion: "reduce",
      bypassCSP: true, // axe is a stranger to the page
    });
    const page = await context.newPage();
    onTestFinished(async () => {
      await context.close();
      await introspection.close();
      await lively[Symbol.asyncDispose]();
    });
    await page.goto(introspection.url ?? "");
    await page.locator(".card").first().waitFor();
    return { page, lively, introspection };
  }

  const card = (page: Page, name: string) => page.locator(`.card[data-name="${name}"]`);

  describe.each(["dark", "light"] as const)("in %s", (colorScheme) => {
    test("where all runs, and a card is read", async () => {
      const { page } = await open(colorScheme);
      expect(await seriousViolations(page)).toEqual([]);
      await card(page, "api-caller").click();
      await page.locator("#node-body").waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    });

    test("where a connection is refused, and the failure is read", async () => {
      const { page, lively } = await open(colorScheme);
      const refused = Object.assign(new Error("connection refused"), { code: "ERR_CONNECT" });
      lively.refuse("api-caller", refused);
      await page.locator(".card.status-retrying").first().waitFor();
      await card(page, "api-caller").click();
      expect(await seriousViolations(page)).toEqual([]);
    });

    test("on a phone", async () => {
      const { page } = await open(colorScheme, phone);
      expect(await seriousViolations(page)).toEqual([]);
    });

    test("once the agent is gone", async () => {
      const { page, introspection } = await open(colorScheme);
      await introspection.close();
      await page.locator("body.lost").waitFor({ timeout: 60_000 });
      expect(await seriousViolations(page)).toEqual([]);
    });
  });

  test("and would find what is: a picture without words", async () => {
    const { page } = await open("dark");
    await page.evaluate("document.body.append(document.createElement('img'))");
    expect(await seriousViolations(page)).toMatchObject([{ rule: "image-alt" }]);
  });
});
