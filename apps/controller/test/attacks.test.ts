// What an honest agent has of an attack, of each kind. The claim is about admission: no budget, queue or
// limit keeps it out for 5 s. How fast the machine is shows in a login without an attack, in the same run:
// on a slow one the time allowed is a multiple of that.
import { describe, expect, onTestFinished, test } from "vitest";

import { tryAgain } from "../src/api/api-errors.js";
import { jujuRelease } from "../src/api/facades/juju-releases.js";
import type { JujuRelease } from "../src/api/juju-release.js";
import { TokenBucket } from "../src/api/token-bucket.js";
import type { RunningController } from "../src/index.js";
import { startAs } from "../src/start-controller.js";
import { Attacker } from "./kit/attacks/attacker.js";
import { ATTACKS } from "./kit/attacks/table.js";
import { call, type Credentials, loggedIn, temporaryDirectory } from "./kit/test-controller.js";

/** ms in which an honest agent gets in. */
const IN_TIME = 5000;
/** Of logins without an attack, where those take long: the attacker has the same cores. */
const TIMES = 60;
/** ms between two tries of an agent that is put off. */
const PAUSE = 250;

type Agent = Credentials & { readonly model: string };

/** ms until the agent is in and served, however often it is put off; undefined where that is too late. */
async function admitted(
  controller: RunningController,
  agent: Agent,
  limit: number,
): Promise<number | undefined> {
  const began = performance.now();
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      const peer = await loggedIn(controller, agent.model, agent);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await call(peer, "Pinger", "Ping");
      const took = performance.now() - began;
      // oxlint-disable-next-line no-await-in-loop -- the same
      await peer.close();
      return took <= limit ? took : undefined;
    } catch {
      if (performance.now() - began > limit) return undefined;
      // oxlint-disable-next-line no-await-in-loop -- the same
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

interface Site {
  readonly controller: RunningController;
  readonly honest: Agent;
  readonly hostile: Agent;
  /** ms that an agent may take. */
  readonly limit: number;
}

async function site(release: JujuRelease = jujuRelease("3.6")): Promise<Site> {
  const controller = await startAs(release, { dataDir: temporaryDirectory() });
  onTestFinished(() => controller[Symbol.asyncDispose]());
  const [honest, hostile] = [await controller.addMachine(), await controller.addMachine()];
  const quiet: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    quiet.push((await admitted(controller, honest, Infinity)) ?? 0);
  }
  return { controller, honest, hostile, limit: Math.max(IN_TIME, TIMES * Math.max(...quiet)) };
}

describe("an honest agent gets in within 5 s during", () => {
  test.each(Object.entries(ATTACKS))("%s", async (_name, attack) => {
    const { controller, honest, hostile, limit } = await site();
    await using attacker = new Attacker(controller);
    await attack(attacker, controller, hostile);
    for (let count = 0; count < 3; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, while the attack goes on
      expect(await admitted(controller, honest, limit)).toBeLessThanOrEqual(limit);
    }
  });
});

test("a controller that asks its limit before it looks at a password, as Juju's does, is caught", async () => {
  const release = jujuRelease("3.6");
  const { rules } = release;
  // Its tokens do not come back while the test lasts.
  const logins = new TokenBucket({ max: 10, interval: 3_600_000 }, () => 0);
  const admission: typeof rules.admission = {
    ...rules.admission,
    refusedUnseen: (...asked) =>
      logins.take() ? rules.admission.refusedUnseen(...asked) : tryAgain(),
  };
  const { controller, honest, hostile } = await site({
    ...release,
    rules: { ...rules, admission },
  });
  await using attacker = new Attacker(controller);
  await ATTACKS["bogus logins of agents"]?.(attacker, controller, hostile);
  expect(await admitted(controller, honest, IN_TIME)).toBeUndefined();
});
