import assert from "node:assert/strict";

import { leftBehind, processState } from "../observe/leftovers.js";
import { Observation } from "../observe/observation.js";
import { Scene } from "../scene.js";
import type { StrategyFactory } from "../scene-options.js";
import { endingHangs, HangError, IDLE_LIMIT } from "./hang-guard.js";
import { checkInvariants } from "./invariants.js";
import { nothingSecretWasSaid } from "./invariants/nothing-secret.js";
import type { Scenario } from "./scenario.js";
import type { SubjectSetup } from "./subject-setup.js";
import { timelineOf } from "./timeline.js";

/** How a strategy did in one scenario. */
export type ScenarioResult =
  | { readonly kind: "holds" }
  /** The claim does not hold, and the invariants do. `timeline` is what happened, a line each. */
  | { readonly kind: "differs"; readonly error: unknown; readonly timeline: readonly string[] }
  /** An invariant was violated, which nothing excuses. */
  | { readonly kind: "broken"; readonly error: unknown; readonly timeline: readonly string[] };

export interface RunScenarioOptions extends SubjectSetup {
  /** ms without anything happening after which a strategy hangs: 4,000. */
  readonly guard?: number;
}

/**
 * Plays one scenario with a strategy of its own, then checks the invariants.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { OnlyConnect } from "@holdfast/connect-only";
 * import { conformanceScenarios, runScenario } from "@holdfast/connect-testkit";
 *
 * const scenario = conformanceScenarios.find(({ id }) => id === "login.current-password");
 * assert.ok(scenario);
 * const result = await runScenario(scenario, (ports) => new OnlyConnect(ports));
 * assert.equal(result.kind, "holds");
 * ```
 */
export async function runScenario(
  scenario: Scenario,
  create: StrategyFactory,
  options: RunScenarioOptions = {},
): Promise<ScenarioResult> {
  const first = await play(scenario, create, options, CLOSING);
  if (first.left.length === 0) return first.result;
  if (first.left.every((what) => leaks.has(what))) return leaking(first);
  // Node's modules and libraries set up some things once in a process: only what is left each time is a leak.
  const again = await play(scenario, create, options, KEPT_ALIVE);
  if (again.result.kind === "broken" || again.left.length === 0) return again.result;
  for (const what of again.left) leaks.add(what);
  return leaking(again);
}

/** What was left each time, and so need not be looked at twice in the next scenario. */
const leaks = new Set<string>();

function leaking({ result, left, timeline }: Played): ScenarioResult {
  if (result.kind === "broken") return result;
  const error = new assert.AssertionError({ message: `it left behind ${left.join(", ")}` });
  return { kind: "broken", error, timeline };
}

/** ms that handles have to go away in: closing takes its time. */
const CLOSING = 1_000;
/** ms: as long as `fetch` and Node's servers keep an idle connection for the next request, and more. */
const KEPT_ALIVE = 10_000;

interface Played {
  readonly result: ScenarioResult;
  readonly timeline: readonly string[];
  /** What the process has more of than before. */
  readonly left: readonly string[];
}

let playing = 0;
let began = 0;

async function play(
  scenario: Scenario,
  create: StrategyFactory,
  options: RunScenarioOptions,
  patience: number,
): Promise<Played> {
  const before = processState();
  const number = ++began;
  const alone = playing++ === 0;
  try {
    const { result, timeline } = await playObserved(scenario, create, options);
    // What is the process's own can be told apart only where nothing else was played meanwhile.
    const left = alone && began === number ? await leftBehind(before, patience) : [];
    return { result, timeline, left };
  } finally {
    playing--;
  }
}

async function playObserved(
  scenario: Scenario,
  create: StrategyFactory,
  options: RunScenarioOptions,
): Promise<Omit<Played, "left">> {
  const owner = {};
  using observation = await Observation.begin(owner);
  const { credentials } = options;
  const scene = await Scene.open(create, scenario.arrange, { credentials, owner });
  try {
    const result = await playIn(scene, scenario, options, observation);
    return { result, timeline: timelineOf(scene.journal) };
  } finally {
    const idle = options.guard ?? IDLE_LIMIT;
    await endingHangs(scene[Symbol.asyncDispose](), scene, { idle, what: "closing" }).catch(
      (error: unknown) => {
        // It was said already, by the invariants.
        if (!(error instanceof HangError)) throw error;
      },
    );
  }
}

async function playIn(
  scene: Scene,
  scenario: Scenario,
  options: RunScenarioOptions,
  observation: Observation,
): Promise<ScenarioResult> {
  const { guard = IDLE_LIMIT } = options;
  let result: ScenarioResult = { kind: "holds" };
  let idle = guard;
  try {
    await endingHangs(run(scenario, scene, options), scene, { idle, what: "the strategy" });
  } catch (error) {
    result = { kind: "differs", error, timeline: timelineOf(scene.journal) };
    // Whatever the scenario left running ends now.
    scene.interruptAll();
    if (error instanceof HangError) idle = Math.min(guard, 500);
  }
  try {
    const checks = checkInvariants(scene, options);
    await endingHangs(checks, scene, { idle, what: "closing everything" });
    nothingSecretWasSaid(scene, options, observation.output);
    await nothingBesideItsPorts(observation);
    return result;
  } catch (error) {
    // The first to hang is what the author looks for; that it cannot be closed then follows from it.
    const first = result.kind === "differs" && bothHang(result.error, error) ? result.error : error;
    return { kind: "broken", error: first, timeline: timelineOf(scene.journal) };
  }
}

function bothHang(...errors: readonly unknown[]): boolean {
  return errors.every((error) => error instanceof HangError);
}

async function run(scenario: Scenario, scene: Scene, { stall }: SubjectSetup): Promise<void> {
  return scenario.run(scene, () => {
    if (stall === undefined) throw new TypeError(`${scenario.id} needs a subject that can stall`);
    return stall();
  });
}

/** It waits by its clock alone, and looks at what becomes of each promise. */
async function nothingBesideItsPorts({ timers, rejections }: Observation): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const [timer] = timers;
  assert.equal(timer, undefined, `it waits by ${timer}, not by the clock that it was given`);
  const [rejection] = rejections;
  assert.equal(
    rejections.length,
    0,
    `a promise was rejected that nobody looked at: ${String(rejection)}`,
  );
}
