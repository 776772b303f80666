// Many agents in one process: what befalls one is nothing to the others.
import fs from "node:fs/promises";

import { lockAgent } from "@holdfast/agent-config";
import { ProgramProcess, type RunningAgent } from "@holdfast/program-testkit";
import { expect, test } from "vitest";

import { Crowd, said, started } from "./kit/crowd.js";

/** Several agents and a controller in one process, on a machine that may be busy with others. */
const inNoHurry = { timeout: 120_000 };
const healthy = ["machine-0", "machine-2"] as const;
const broken = "machine-1";

/** A worker of the operator's, made of the body of its `start`. */
function worker(name: string, start: string): string {
  return `const manifold = { inputs: [], start: () => { ${start} } };
    const own = { name: "${name}", install: (engine, make) => engine.install("${name}", make(manifold)) };
    export default { name: "${name}", apiVersion: 1, workers: () => [own] };`;
}

/** What breaks an agent before it runs, and the line that says so. */
const neighbours: Readonly<
  Record<string, { readonly breaks: (crowd: Crowd) => Promise<unknown>; readonly says: RegExp }>
> = {
  "an agent.conf that cannot be read": {
    breaks: (crowd) => fs.writeFile(crowd.conf(broken), "no agent.conf at all: ["),
    says: /given up until SIGHUP/u,
  },
  "an agent.conf that is not there": {
    breaks: async (crowd) => {
      await fs.rm(crowd.conf(broken));
      await fs.rm(`${crowd.conf(broken)}.last-good`, { force: true });
    },
    says: /given up until SIGHUP/u,
  },
  "a password that its controller refuses for good": {
    breaks: async (crowd) => {
      const text = await fs.readFile(crowd.conf(broken), "utf8");
      await fs.writeFile(crowd.conf(broken), text.replaceAll(/password: .*/gu, "password: not it"));
      await fs.rm(`${crowd.conf(broken)}.last-good`, { force: true });
    },
    says: /given up until SIGHUP/u,
  },
  "a machine that its controller says is dead": {
    breaks: async ({ controller }) => {
      const [model] = (await controller.status()).models;
      await controller.setLife({ tag: broken, model: model?.uuid ?? "", life: "dead" });
    },
    says: /given up until SIGHUP|not to be started again/u,
  },
  "a worker that fails at each start": {
    breaks: (crowd) => crowd.work(broken, worker("hapless", `throw new Error("as always");`)),
    says: /^hapless failed/u,
  },
  "a module of workers that fails as it is loaded": {
    breaks: (crowd) => crowd.work(broken, `throw new Error("not today");`),
    says: /given up until SIGHUP/u,
  },
};

/** How the others are, once each has come as far as it comes. */
async function othersOf(crowd: Crowd, run: RunningAgent): Promise<unknown[]> {
  await Promise.all(healthy.map((tag) => started(run, tag, "api-address-updater")));
  return Promise.all(healthy.map((tag) => crowd.connection(tag)));
}

const bothConnected = healthy.map(() => expect.objectContaining({ state: "connected" }));

test.for(Object.entries(neighbours))(
  "%s is nothing to the agents beside it",
  inNoHurry,
  async ([, { breaks, says }]) => {
    await using crowd = await Crowd.start(3);
    await breaks(crowd);
    await using run = crowd.run({ firstLoginWait: 0 });
    await said(run, broken, says);
    expect(await othersOf(crowd, run)).toEqual(bothConnected);
    run.stop();
    await run.ended;
  },
);

test(
  "an agent that another process runs is waited for; the others are not kept",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(3);
    const { dataDir } = crowd;
    const lock = await lockAgent({ dataDir, tag: broken, name: "machine-agent" });
    await using run = crowd.run();
    await said(run, broken, /the agent failed, and is started again/u);
    expect(await othersOf(crowd, run)).toEqual(bothConnected);
    await lock[Symbol.asyncDispose]();
    await started(run, broken, "api-caller");
  },
);

test(
  "an agent that its controller takes leave of ends; the others stay connected",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(3);
    await using run = crowd.run();
    await Promise.all(crowd.tags.map((tag) => started(run, tag, "machiner")));
    const before = run.log.lines.length;
    const [model] = (await crowd.controller.status()).models;
    await crowd.controller.setLife({ tag: broken, model: model?.uuid ?? "", life: "dying" });
    await said(run, broken, /stopped; everything the agent ran has ended/u, before);
    for (const tag of healthy) {
      // oxlint-disable-next-line no-await-in-loop -- both are asked
      expect(await crowd.connection(tag)).toMatchObject({ state: "connected" });
    }
    const ofOthers = run.log.lines.slice(before).filter(({ agent }) => agent !== broken);
    expect(
      ofOthers.filter(({ msg }) => /api-caller (?:failed|stopped|bounced)/u.test(msg)),
    ).toEqual([]);
  },
);

test(
  "one worker that will not stop is named with its agent; the others stop in the same time",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(3);
    const stubborn = `return { kill: () => undefined, wait: () => new Promise(() => undefined) };`;
    await crowd.work(broken, worker("stubborn", stubborn));
    await using run = crowd.run({ stopTimeout: 3000 });
    await Promise.all(healthy.map((tag) => started(run, tag, "api-address-updater")));
    await started(run, broken, "stubborn");
    const before = run.log.lines.length;
    run.stop();
    await expect(run.ended).rejects.toMatchObject({
      code: "ERR_STOP_OVERDUE",
      still: expect.arrayContaining(["machine-1/stubborn"]), // a busy machine may have more
    });
    for (const tag of healthy) {
      // oxlint-disable-next-line no-await-in-loop -- both have said it
      await said(run, tag, /stopped; everything the agent ran has ended/u, before);
    }
  },
);

test(
  "a file that is mended is read at SIGHUP, and its agent given another chance",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(3);
    const good = await fs.readFile(crowd.conf(broken), "utf8");
    await fs.writeFile(crowd.conf(broken), "{");
    await fs.rm(`${crowd.conf(broken)}.last-good`, { force: true });
    const hangups = new Set<() => void>();
    const onHangup = (listener: () => void): (() => void) => {
      hangups.add(listener);
      return () => hangups.delete(listener);
    };
    await using run = crowd.run({ onHangup });
    await said(run, broken, /given up until SIGHUP/u);
    await fs.writeFile(crowd.conf(broken), good);
    for (const hangup of hangups) hangup();
    await started(run, broken, "api-caller");
    expect(await crowd.connection(broken)).toMatchObject({ state: "connected" });
  },
);

test(
  "all below a folder are run; one that comes is added at SIGHUP, one that went is stopped",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(2);
    const hangups = new Set<() => void>();
    const onHangup = (listener: () => void): (() => void) => {
      hangups.add(listener);
      return () => hangups.delete(listener);
    };
    await using run = crowd.run({ agents: "all", onHangup });
    await Promise.all(crowd.tags.map((tag) => started(run, tag, "api-caller")));
    await crowd.admit(2);
    for (const hangup of hangups) hangup();
    await started(run, "machine-2", "api-caller");
    const before = run.log.lines.length;
    await fs.rm(crowd.conf("machine-1"));
    await fs.rm(`${crowd.conf("machine-1")}.last-good`, { force: true });
    for (const hangup of hangups) hangup();
    await said(run, "machine-1", /stopped; everything the agent ran has ended/u, before);
    expect(await crowd.connection("machine-0")).toMatchObject({ state: "connected" });
  },
);

test(
  "where every agent is given up, the process ends as the first of them would have",
  inNoHurry,
  async () => {
    await using crowd = await Crowd.start(2);
    await Promise.all(crowd.tags.map((tag) => fs.writeFile(crowd.conf(tag), "[")));
    await using run = crowd.run();
    await expect(run.ended).rejects.toMatchObject({ code: "ERR_AGENT_CONF_FORMAT" });
  },
);

test("the command runs several, and its metrics are labelled by agent", inNoHurry, async () => {
  await using crowd = await Crowd.start(2);
  const where = ["--data-dir", crowd.dataDir, "--agent", "machine-0", "--agent", "machine-1"];
  await using agents = new ProgramProcess({
    program: new URL("../src/main.ts", import.meta.url).href,
    args: ["run", ...where, "--metrics", "127.0.0.1:0"],
  });
  const { msg } = await agents.waitForLine("metrics at");
  await agents.waitForLine("machiner started");
  const one = agents.lines.findIndex(({ msg: line }) => line === "machiner started");
  await agents.waitForLine("machiner started", one + 1);
  const metrics = await (await fetch(new URL("/metrics", msg.replace("metrics at ", "")))).text();
  expect(metrics).toContain(`holdfast_connected{engine="machine-0"} 1`);
  expect(metrics).toContain(`holdfast_connected{engine="machine-1"} 1`);
  await using status = new ProgramProcess({
    program: new URL("../src/main.ts", import.meta.url).href,
    args: ["status", "--data-dir", crowd.dataDir, "--agent", "machine-1"],
  });
  expect((await status.ended).stdout).toContain("connected to controller");
  agents.kill("SIGTERM");
  expect(await agents.ended).toMatchObject({ code: 0 });
});
