import path from "node:path";

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { type ConnectionFacts, startIntrospection } from "../src/index.js";
import { browserPath, launchBrowser, sayWhereSkipped } from "../src/testing/index.js";
import { makeFolder } from "./kit/folder.js";
import { agentWiring, layeredWiring, LivelyEngine, type Wiring } from "./kit/lively-engine.js";

/** Polls until something holds; a busy machine may take its time. */
// oxlint-disable-next-line vitest/require-awaited-expect-poll -- whoever calls it awaits it
const soon = <T>(look: () => Promise<T>) => expect.poll(look);

/** Where screenshots are kept: the test's output, not the repository's. */
const screenshotPath = (name: string): string =>
  path.join(import.meta.dirname, "../.vitest/screenshots", `${name}.png`);

sayWhereSkipped();

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

describe.skipIf(browserPath === undefined)("the live page in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(
    wiring: Wiring,
    options: BrowserContextOptions & {
      readonly connection?: (engine: string) => ConnectionFacts;
    } = {},
  ) {
    const { connection, ...look } = options;
    const socketPath = path.join(await makeFolder(), "s");
    const introspection = await startIntrospection({
      socketPath,
      tcp: "127.0.0.1:0",
      sources: { title: "machine-0", ...(connection === undefined ? {} : { connection }) },
    });
    const lively = new LivelyEngine();
    introspection.add("agent", lively.engine);
    lively.install(wiring);
    await lively.engine.settled();
    const context = await browser.newContext({ viewport: desk, colorScheme: "dark", ...look });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      await introspection.close();
      await lively[Symbol.asyncDispose]();
    });
    await page.goto(introspection.url ?? "");
    await page.locator(".card").first().waitFor();
    return { page, lively, introspection, complaints };
  }

  const card = (page: Page, name: string) => page.locator(`.card[data-name="${name}"]`);
  const withStatus = (page: Page, status: string) => page.locator(`.card.status-${status}`);
  /** The picture at rest: nothing glides any longer. */
  const still = (page: Page) =>
    page.waitForFunction(() =>
      document.getAnimations().every((one) => {
        const { iterations } = one.effect?.getComputedTiming() ?? {};
        return iterations === Infinity || one.playState !== "running";
      }),
    );
  const keep = async (page: Page, name: string): Promise<void> => {
    await still(page);
    await page.screenshot({ path: screenshotPath(name) });
  };

  const connected = (): ConnectionFacts => ({
    state: "connected",
    controller: "controller-f9a3b1c2-0d4e-4f6a-8b7c-9d0e1f2a3b4c",
    address: "10.20.0.14:17070",
    model: "model-6fa459ea-ee8a-4ca4-894e-db77e160355e",
    agent: "machine-0",
    strategy: "scary",
    serverVersion: "3.6.4",
    since: Date.now() - 7_200_000,
    passwordSince: Date.now() - 3 * 86_400_000,
    heartbeat: { at: Date.now() - 400, roundTrip: 4.2 },
  });

  const refused = Object.assign(
    new Error("cannot open api: dial tcp 10.20.0.14:17070: connection refused"),
    { code: "ERR_CONNECT" },
  );

  test.each(["dark", "light"] as const)(
    "shows every manifold where it belongs, in %s",
    async (colorScheme) => {
      const { page, complaints } = await open(agentWiring, {
        colorScheme,
        connection: connected,
      });
      expect(await page.locator(".card").count()).toBe(Object.keys(agentWiring).length);
      await soon(() => withStatus(page, "running").count()).toBe(Object.keys(agentWiring).length);
      expect(await page.locator("#status-text").textContent()).toBe("all 14 running");
      expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe(
        colorScheme,
      );
      await still(page);
      const boxes = await page.locator(".card .body").evaluateAll((bodies) =>
        bodies.map((body) => {
          const { left, right, top, bottom } = body.getBoundingClientRect();
          return { left, right, top, bottom };
        }),
      );
      for (const [index, one] of boxes.entries()) {
        expect(one.left).toBeGreaterThanOrEqual(0);
        for (const other of boxes.slice(index + 1)) {
          const apart =
            one.right <= other.left ||
            other.right <= one.left ||
            one.bottom <= other.top ||
            other.bottom <= one.top;
          expect(apart).toBe(true);
        }
      }
      await keep(page, colorScheme);
      expect(complaints).toEqual([]);
    },
  );

  test("a connection that fails and comes back turns exactly the right cards, and turns them back", async () => {
    const { page, lively, complaints } = await open(agentWiring, { connection: connected });
    lively.refuse("api-caller", refused);
    await soon(() =>
      withStatus(page, "retrying").evaluateAll((cards) =>
        cards.map((one) => one.getAttribute("data-name")),
      ),
    ).toEqual(["api-caller"]);
    const needsApi = Object.entries(agentWiring).filter(([, inputs]) =>
      inputs.includes("api-caller"),
    );
    await soon(() => withStatus(page, "resting").count()).toBe(needsApi.length);
    expect(await withStatus(page, "running").count()).toBe(14 - 1 - needsApi.length);
    expect(await page.locator("#status-text").textContent()).toBe("1 of 14 retrying");
    expect(await page.locator("#bounce-list .what").first().textContent()).toContain(
      "api-caller failed: cannot open api",
    );
    await keep(page, "trouble");
    lively.let("api-caller");
    await soon(() => withStatus(page, "running").count()).toBe(14);
    expect(await page.locator("#status-text").textContent()).toBe("all 14 running");
    expect(complaints).toEqual([]);
  });

  test("a card that is clicked is read: why, whom it needs, its errors, its history", async () => {
    const { page, lively } = await open(agentWiring, {
      colorScheme: "light",
      connection: connected,
    });
    lively.refuse("api-caller", refused);
    await soon(() => withStatus(page, "retrying").count()).toBe(1);
    await card(page, "machiner").click();
    await soon(() => page.locator("#explain").textContent()).toContain(
      '"machiner" needs "api-caller", because "api-caller" failed: cannot open api',
    );
    await page.locator("#node .link", { hasText: "api-caller" }).first().click();
    await soon(() => page.locator("#node-name").textContent()).toBe("api-caller");
    expect(await page.locator(".errors code").first().textContent()).toBe("ERR_CONNECT");
    expect(await page.locator(".history").textContent()).toContain("failed after");
    await keep(page, "reading");
    await page.keyboard.press("Escape");
    await soon(() => page.locator("#node").isHidden()).toBe(true);
  });

  test("everything can be done by keyboard", async () => {
    const { page } = await open(agentWiring);
    await page.locator("#theme").focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-name"))).toBe(
      "agent",
    );
    await page.keyboard.press("ArrowDown");
    const below = await page.evaluate(() => document.activeElement?.getAttribute("data-name"));
    expect(agentWiring[below ?? ""]).toBeDefined();
    expect(below).not.toBe("agent");
    await page.keyboard.press("Enter");
    await soon(() => page.locator("#node-name").textContent()).toBe(below);
    await page.keyboard.press("/");
    await page.keyboard.type("minion");
    expect(await page.locator(".card:not(.dim)").count()).toBe(1);
    await page.keyboard.press("Enter");
    await soon(() => page.locator("#node-name").textContent()).toBe("migration-minion");
    expect(await page.locator(".card.dim").count()).toBe(0);
  });

  test("five hundred manifolds are seen at once, found, and move as quickly as they do", async () => {
    const { page, lively, complaints } = await open(layeredWiring(500));
    await soon(() => withStatus(page, "running").count()).toBe(500);
    lively.refuse("relation-worker-61", new Error("relation not found"));
    await soon(() => withStatus(page, "retrying").count()).toBe(1);
    await keep(page, "five-hundred");
    lively.let("relation-worker-61");
    await soon(() => withStatus(page, "running").count()).toBe(500);
    // A root's bounce takes a great part along; the page must neither choke nor fall behind.
    lively.engine.bounce("unit-worker-0");
    await lively.engine.settled();
    await soon(() => withStatus(page, "running").count()).toBe(500);
    await page.locator("#search").fill("worker-161");
    await page.locator("#search").press("Enter");
    await soon(() => page.locator("#node-name").textContent()).toBe("relation-worker-161");
    await soon(() =>
      card(page, "relation-worker-161")
        .boundingBox()
        .then((box) => (box?.width ?? 0) > 60),
    ).toBe(true);
    await keep(page, "five-hundred-near");
    expect(complaints).toEqual([]);
  });

  test("on a phone the whole picture is seen, and a tapped card stays above what is read of it", async () => {
    const { page } = await open(agentWiring, {
      viewport: phone,
      isMobile: true,
      hasTouch: true,
      deviceScaleFactor: 2,
      colorScheme: "light",
      connection: connected,
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      phone.width,
    );
    await keep(page, "phone");
    await card(page, "disk-manager").tap();
    await soon(() => page.locator("#node-name").textContent()).toBe("disk-manager");
    await still(page);
    const box = await card(page, "disk-manager").boundingBox();
    const sheet = await page.locator("#node").boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(sheet?.y ?? 0);
    await keep(page, "phone-reading");
  });

  test("the connection is told: who, where, as whom, how well, and the age of its password", async () => {
    let facts = connected();
    const { page } = await open(agentWiring, { connection: () => facts });
    const panel = page.locator("#connection");
    for (const words of [
      "10.20.0.14:17070",
      "machine-0",
      "scary",
      "3.6.4",
      "set 3 d ago",
      "heartbeat 4 ms",
    ]) {
      expect(await panel.textContent()).toContain(words);
    }
    facts = { state: "down" };
    await soon(() => panel.locator(".pill").textContent()).toBe("down");
    // The head of the page says the same, although every manifold runs.
    await soon(() => page.locator("#status-text").textContent()).toBe("down, all 14 running");
    expect(await page.locator("#status").getAttribute("class")).toContain("status-retrying");
    facts = connected();
    await soon(() => page.locator("#status-text").textContent()).toBe("all 14 running");
    expect(await panel.locator(".pill").textContent()).toContain("connected");
  });

  test("all comes by one stream: nothing is asked for again", async () => {
    let facts = connected();
    const { page, lively } = await open(agentWiring, { connection: () => facts });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload();
    await soon(() => withStatus(page, "running").count()).toBe(14);
    lively.refuse("api-caller", refused);
    await soon(() => withStatus(page, "retrying").count()).toBe(1);
    facts = { state: "down" };
    await soon(() => page.locator("#connection .pill").textContent()).toBe("down");
    await soon(() => page.locator("#status-text").textContent()).toContain("retrying");
    expect(asked.map((url) => new URL(url).pathname)).toEqual(["/", "/live"]);
  });

  test("an agent that goes away and comes back is noticed, and drawn anew", async () => {
    const { page, introspection, lively } = await open(agentWiring, { connection: connected });
    const { port } = new URL(introspection.url ?? "");
    await introspection.close();
    await soon(() => page.locator("body.lost").count()).toBe(1);
    await soon(() => page.locator("#status-text").textContent()).toMatch(
      /^no answer since \d+:\d+:\d+/,
    );
    expect(await page.locator("#status").getAttribute("class")).toContain("status-resting");
    const pill = page.locator("#connection .pill");
    expect(await pill.getAttribute("class")).toBe("pill is-gone");
    expect(await pill.textContent()).toMatch(/^was connected at \d+:\d+:\d+$/);
    const again = await startIntrospection({
      socketPath: introspection.socketPath,
      tcp: `127.0.0.1:${port}`,
      sources: { title: "machine-7" },
    });
    onTestFinished(() => again.close());
    again.add("agent", lively.engine);
    await soon(() => page.locator("#title").textContent()).toBe("machine-7");
    await soon(() => withStatus(page, "running").count()).toBe(14);
    expect(await page.locator("body.lost").count()).toBe(0);
  });

  test("an engine that comes later gets its tab, its own picture and its own connection", async () => {
    const model = "model-6fa459ea-ee8a-4ca4-894e-db77e160355e";
    const { page, introspection } = await open(
      { agent: [], [model]: ["agent"] },
      { connection: (engine) => (engine === model ? { state: "connecting" } : connected()) },
    );
    await soon(() => page.locator("#connection .pill").textContent()).toContain("connected");
    const second = new LivelyEngine();
    onTestFinished(() => second[Symbol.asyncDispose]());
    introspection.add(model, second.engine);
    second.install({ clock: [], worker: ["clock"] });
    const tab = page.locator(".tab", { hasText: "model-6fa459ea" });
    await tab.waitFor();
    // From the card of the manifold that is this engine, one looks inside.
    await card(page, model).click();
    await page.locator(".inside").click();
    await soon(() => page.locator(".card").count()).toBe(2);
    await soon(() => tab.getAttribute("aria-pressed")).toBe("true");
    await soon(() => page.locator("#connection .pill").textContent()).toBe("connecting");
    expect(await page.locator("#node").isHidden()).toBe(true);
  });

  test("nothing that an agent reports can become markup or script", async () => {
    const { page, lively, complaints } = await open({ "<img src=x onerror=alert(1)>": [] });
    const [name] = Object.keys(lively.engine.report().manifolds);
    lively.refuse(name ?? "", new Error("<script>document.title='taken'</script>"));
    await page.locator(".card").click();
    await soon(() => page.locator("#explain").textContent()).toContain("<script>");
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("machine-0 · Holdfast");
    expect(complaints).toEqual([]);
  });
});
