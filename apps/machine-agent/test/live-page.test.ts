// The live page of a real agent, in a real browser, while a real controller is killed under it.
import fs from "node:fs/promises";
import path from "node:path";

import { ProgramProcess } from "@holdfast/program-testkit";
import {
  browserPath,
  launchBrowser,
  type Page,
  sayWhereSkipped,
} from "@holdfast/introspection/testing";
import { expect, onTestFinished, test } from "vitest";

import { Site } from "./kit/site.js";

sayWhereSkipped();

const controllerProgram = new URL("../../controller/src/main.ts", import.meta.url).href;

/** No page shows the password that the agent began with, nor the one it made for itself. */
async function showsNoSecret(site: Site, page: Page): Promise<void> {
  const conf = await fs.readFile(site.conf, "utf8");
  const current = /^apipassword: *"?([^"\s]+)"?$/m.exec(conf)?.[1] ?? "";
  expect(current.length).toBeGreaterThan(20);
  const pages = ["view", "report", "depengine", "metrics", "explain/api-caller", "events?follow=0"];
  const texts = await Promise.all(
    pages.map((one) => page.evaluate(async (asked) => (await fetch(asked)).text(), one)),
  );
  for (const text of [...texts, await page.content()]) {
    expect(text.length).toBeGreaterThan(20);
    expect(text).not.toContain(site.password);
    expect(text).not.toContain(current);
  }
}

test.skipIf(browserPath === undefined)(
  "a killed controller turns the right cards the right colour, and its return turns them back",
  async () => {
    await using site = await Site.start();
    const { address } = site.controller;
    await site.stopController();
    const controllerArgs = [
      "run",
      "--data-dir",
      path.join(path.dirname(site.dataDir), "controller"),
      "--listen",
      address,
    ];
    const controller = new ProgramProcess({ program: controllerProgram, args: controllerArgs });
    onTestFinished(() => controller[Symbol.asyncDispose]());

    await using agent = site.start({ introspect: "127.0.0.1:0" });
    const { msg } = await agent.log.waitFor((line) => line.msg.startsWith("live page at "));
    await agent.waitForLine("api-address-updater started");
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      colorScheme: "dark",
    });
    await page.goto(msg.slice("live page at ".length));

    const names = async (cards: string): Promise<string[]> => {
      const shown: string[] = await page.$$eval(cards, (found) =>
        found.map((card) => card.getAttribute("data-name") ?? ""),
      );
      return shown.toSorted();
    };
    const named = (status: string) => names(`.card.status-${status}`);
    // oxlint-disable-next-line vitest/require-awaited-expect-poll -- whoever calls it awaits it
    const soon = (look: () => Promise<unknown>) => expect.poll(look);
    await page.locator(".card").first().waitFor();
    const all = await names(".card");
    expect(all).toContain("api-caller");
    await soon(() => named("running")).toEqual(all);
    expect(await page.locator("#title").textContent()).toBe("machine-0");

    controller.kill("SIGKILL");
    await soon(() => named("retrying")).toEqual(["api-caller"]);
    expect(await named("running")).toContain("agent");
    expect(await named("running")).toContain("api-config-watcher");
    await soon(() => named("resting")).toContain("machiner");
    await page.locator('.card[data-name="machiner"]').click();
    await soon(() => page.locator("#explain").textContent()).toMatch(
      /^"machiner" .*because "api-caller" /,
    );
    // Between two attempts it says so; during one it does not.
    await soon(() => page.locator("#status-text").textContent()).toContain("retrying");
    await showsNoSecret(site, page);

    const again = new ProgramProcess({ program: controllerProgram, args: controllerArgs });
    onTestFinished(() => again[Symbol.asyncDispose]());
    await soon(() => named("running")).toEqual(all);
    expect(await named("retrying")).toEqual([]);
    await soon(() => page.locator("#explain").textContent()).toMatch(/^"machiner" is running/);
  },
);
