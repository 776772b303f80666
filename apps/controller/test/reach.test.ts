// The stateful fuzzer: it knows what the facades describe, and what it was answered before. REACH_MS
// says how long it runs instead of until it has reached enough; REACH_SEED replays a run.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { type Logger, silentLogger } from "@holdfast/ports";
import { ResourceBaseline } from "@holdfast/program-testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { jujuRelease } from "../src/api/facades/juju-releases.js";
import type { JujuRelease } from "../src/api/juju-release.js";
import { JUJU_RELEASES } from "../src/api/juju-release.js";
import type { CallContext, ServedFacade } from "../src/api/served-facade.js";
import type { IdentityProvider } from "../src/index.js";
import { startAs, startController } from "../src/start-controller.js";
import type { Store } from "../src/state/store.js";
import { fuzz, type FuzzReport } from "./kit/fuzz/fuzz-run.js";
import { TOKENS } from "./kit/fuzz/tokens.js";
import { makeWorld, type World } from "./kit/fuzz/world.js";
import { call, loggedIn, temporaryDirectory } from "./kit/test-controller.js";

const given = process.env["REACH_SEED"];
const duration = Number(process.env["REACH_MS"] ?? 0);
/** The share of the methods that has to be answered with success. */
const REACH = 0.95;
/** Calls of a short run at the least, and after which it is given up. */
const LEAST = 600;
const MOST = 30_000;

interface Run extends FuzzReport {
  /** What the controller calls errors of its own. */
  readonly errors: readonly string[];
}

/** Made once, and copied for each run: its users' passwords take long to hash. */
let world: World | undefined;
let prepared = "";
beforeAll(async () => {
  prepared = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-controller-"));
  await using controller = await startController({ dataDir: prepared });
  world = await makeWorld(controller);
});
afterAll(() => fs.rmSync(prepared, { recursive: true, force: true }));

interface RunOptions {
  /** Calls after which a broken twin counts as not caught; none for a sound controller. */
  readonly mostOfTwin?: number;
  /** Whether the twin has shown its fault; where it is left out, once there is a fault in the report. */
  readonly shown?: () => boolean;
  readonly identityProvider?: IdentityProvider;
}

/** Runs the fuzzer against a controller of that release, and holds it to its baseline. */
async function run(
  release: JujuRelease,
  { mostOfTwin = 0, shown, identityProvider = TOKENS }: RunOptions = {},
): Promise<Run> {
  if (world === undefined) throw new Error("there is no world yet");
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  console.log(`REACH_SEED=${seed}`);
  const errors: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (message, fields) => errors.push(`${message} ${String(fields?.["error"])}`),
  };
  const dataDir = temporaryDirectory();
  fs.cpSync(prepared, dataDir, { recursive: true });
  const controller = await startAs(release, {
    dataDir,
    logger,
    identityProvider,
    rateLimit: { max: 0, interval: 1 },
  });
  onTestFinished(() => controller[Symbol.asyncDispose]());
  // What is used once is there from then on: code, certificates, statements.
  const machine = await controller.addMachine();
  const warm = await loggedIn(controller, machine.model, machine);
  await call(warm, "Pinger", "Ping");
  await warm.close();
  const baseline = await ResourceBaseline.take({ heap: 48 * 1024 * 1024 });
  const began = performance.now();
  const report = await fuzz({
    controller,
    world,
    release,
    seed,
    goOn: ({ calls, outcomes, faults }) => {
      if (duration > 0) return performance.now() - began < duration;
      if (mostOfTwin > 0) return !(shown?.() ?? faults.length > 0) && calls < mostOfTwin;
      return calls < LEAST || (outcomes.reached < REACH && calls < MOST);
    },
  });
  await baseline.returned();
  const share = (report.outcomes.reached * 100).toFixed(1);
  console.log(
    `${report.calls} calls: ${share} % of the methods answered with success, ${report.outcomes.branches} different outcomes`,
  );
  const missing = report.outcomes.missing.map(({ facade, method }) => `${facade}.${method}`);
  console.log(`not answered with success: ${missing.join(", ")}`);
  if (duration > 0) console.log(report.outcomes.toString());
  return { ...report, errors };
}

const names = duration > 0 ? JUJU_RELEASES : (["3.6", "4.1"] as const);

describe.each(names)("a controller of Juju %s, asked whatever its facades describe", (name) => {
  test("answers nearly every method with success, and tells nobody what is another's", async () => {
    const { outcomes, faults, errors } = await run(jujuRelease(name));
    expect(faults).toEqual([]);
    expect(errors).toEqual([]);
    expect(outcomes.reached).toBeGreaterThanOrEqual(REACH);
  });
});

/** The release with one of its facades replaced. */
function broken(
  facade: string,
  call_: (sound: ServedFacade, ...asked: Parameters<ServedFacade["call"]>) => unknown,
): JujuRelease {
  const release = jujuRelease("3.6");
  const facades = release.facades.map((released) => {
    const sound = released.facade;
    if (sound.name !== facade) return released;
    const twin: ServedFacade = { ...sound, call: (...asked) => call_(sound, ...asked) };
    return { ...released, facade: twin };
  });
  return { ...release, facades };
}

describe.skipIf(duration > 0)("the fuzzer catches a controller", () => {
  test("with a handler that fails for a rare shape", async () => {
    const release = broken("Machiner", (sound, method, params, context) => {
      const { entities = [] }: { entities?: unknown[] } = Object(params);
      if (entities.length === 2) {
        throw new TypeError("Cannot read properties of undefined");
      }
      return sound.call(method, params, context);
    });
    const { faults, errors } = await run(release, { mostOfTwin: MOST });
    expect(errors.join()).toContain("TypeError");
    expect(faults.join()).toContain("internal error");
  });

  test("with a handler that answers with another model", async () => {
    const release = broken("Client", (sound, method, params, context) => {
      const { models } = context.core.state;
      const beta = models.list().find(({ name }) => name === "beta")?.uuid ?? "";
      const elsewhere: CallContext<Store> = { ...context, scope: { kind: "model", model: beta } };
      return sound.call(method, params, elsewhere);
    });
    const { faults } = await run(release, { mostOfTwin: MOST });
    expect(faults.join()).toContain("secret-of-beta");
  });

  test("that believes an identity provider which takes every user for its administrator", async () => {
    const identityProvider: IdentityProvider = {
      sessionToken: async (token, signal) => {
        const tag = await TOKENS.sessionToken?.(token, signal);
        return tag?.startsWith("user-") === true ? "user-admin" : tag;
      },
    };
    const { faults } = await run(jujuRelease("3.6"), { mostOfTwin: MOST, identityProvider });
    expect(faults.join()).toContain("was told");
  });

  test("with a handler that keeps what it opens", async () => {
    const kept: number[] = [];
    onTestFinished(() => kept.forEach((descriptor) => fs.closeSync(descriptor)));
    // One that every seed asks often.
    const release = broken("Machiner", (sound, ...asked) => {
      kept.push(fs.openSync("/dev/null", "r"));
      return sound.call(...asked);
    });
    // The first is kept before the baseline is taken.
    const shown = (): boolean => kept.length > 1;
    await expect(run(release, { mostOfTwin: MOST, shown })).rejects.toMatchObject({
      name: "ResourceLeakError",
    });
  });
});
