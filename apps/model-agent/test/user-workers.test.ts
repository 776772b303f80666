import fs from "node:fs/promises";
import path from "node:path";

import { expect, test } from "vitest";

import { Site } from "./kit/site.js";

// Says for which model it works. Written by hand, since a file elsewhere finds no package of ours.
const module = `
export default {
  name: "mine",
  apiVersion: 1,
  workers: ({ model, logger }) => [{
    name: "greeter",
    install: (engine, decorate) => engine.install("greeter", decorate({
      inputs: ["api-caller"],
      start: (context) => {
        logger.info("at work for " + model + " as " + context.get("api-caller").authTag);
        let stop;
        const ended = new Promise((resolve) => { stop = resolve; });
        return { kill: stop, wait: () => ended };
      },
    })),
  }],
};
`;

test("workers of the operator's own run in each model's engine, on that model's connection", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const one = (await site.controller.addModel({ name: "one" })).uuid;
  const two = (await site.controller.addModel({ name: "two" })).uuid;
  const file = path.join(site.dataDir, "mine.mjs");
  await fs.writeFile(file, module);
  await using agent = site.run([one, two], [file]);
  for (const uuid of [one, two]) {
    const line = await agent.waitForLine(`at work for model-${uuid} as machine-0`);
    expect(line).toMatchObject({ model: uuid.slice(0, 6), workers: "mine" });
  }
});

test("a module that cannot be used ends the agent before it connects to anything", async () => {
  await using site = await Site.start();
  await site.replacePassword();
  const agent = site.run("all", [path.join(site.dataDir, "nowhere.mjs")]);
  await expect(agent.ended).rejects.toMatchObject({ code: "ERR_WORKERS_NOT_FOUND" });
  expect(agent.log.lines.filter(({ msg }) => msg.startsWith("logged in"))).toEqual([]);
});
