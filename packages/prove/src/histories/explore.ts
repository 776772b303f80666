// Walks every history: from each world, the agent's run with each single fault at each step and a
// kill before each step, and everything that may happen in between. A world is visited once, so the
// walk ends; where it was not cut short, it covers histories of any length.
import type { Delivery } from "../model/model-controller.js";
import type { AgentKind } from "./agent-kind.js";
import { type Fault, type Run, runAgent } from "./agent-run.js";
import { happenings } from "./events.js";
import { Tally } from "./tally.js";
import { stepName } from "./step-name.js";
import { BOOTSTRAP, type World, worldKey } from "./world.js";

export interface Exploration {
  /** Worlds that were visited: each was seen to recover, or is a counterexample. */
  readonly worlds: number;
  /** Ways from one world to another, or to itself, that were taken. */
  readonly transitions: number;
  /** How often each kind of fault was met at each kind of step. */
  readonly crashPoints: ReadonlyMap<readonly [fault: string, step: string], number>;
  /** Whether nothing was left to visit. */
  readonly complete: boolean;
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample {
  readonly broken: string;
  /** What happened, from the beginning. */
  readonly history: readonly string[];
}

export interface ExploreOptions {
  /** How many worlds are visited at most. */
  readonly worlds: number;
  readonly signal: AbortSignal;
}

interface Visit {
  readonly world: World;
  readonly from: Visit | undefined;
  readonly what: string;
}

const DELIVERIES: readonly Delivery[] = ["lost", "reply lost", "held", "refused"];

/** Walks the histories that begin with `start`; stops at the first that breaks a promise. */
export async function explore(
  kind: AgentKind,
  start: readonly World[],
  options: ExploreOptions,
): Promise<Exploration> {
  const seen = new Set<string>();
  const queue: Visit[] = [];
  const crashPoints = new Tally();
  let [transitions, complete] = [0, true];
  const reach = (world: World, what: string, from?: Visit): void => {
    transitions++;
    const key = worldKey(world);
    if (seen.has(key)) return;
    if (seen.size >= options.worlds) {
      complete = false;
      return;
    }
    seen.add(key);
    queue.push({ world, from, what });
  };
  const summary = (counterexample?: Counterexample): Exploration => ({
    worlds: seen.size,
    transitions,
    crashPoints: crashPoints.counts(),
    complete: complete && counterexample === undefined,
    counterexample,
  });

  for (const world of start) reach(world, "the agent was made");
  for (let visit = queue.shift(); visit !== undefined; visit = queue.shift()) {
    const { world } = visit;
    // All else here is done in microtasks, between which no signal would be heard.
    await new Promise((resolve) => setImmediate(resolve));
    options.signal.throwIfAborted();
    const calm = await runAgent(kind, world);
    const broken = brokenPromise(calm);
    if (broken !== undefined) return summary({ broken, history: historyOf(visit) });
    for (const [run, fault] of await faultyRuns(kind, world, calm)) {
      const insecure = insecurePassword(run);
      if (insecure !== undefined) return summary({ broken: insecure, history: historyOf(visit) });
      const first = fault === undefined ? 0 : fault.step + 1;
      for (const { step, before } of run.steps.slice(first)) {
        crashPoints.add("killed", stepName(step));
        reach(before, `${described(fault, run)}killed before: ${stepName(step)}`, visit);
      }
      if (fault !== undefined) crashPoints.add(faultName(fault), faultStep(run, fault));
      reach(run.after, `${described(fault, run)}ended: ${run.outcome}`, visit);
    }
    for (const { what, world: next } of happenings(world)) {
      crashPoints.add(
        what.replaceAll(/\S*-of-this-agent-itself|bootstrap\S*/g, "a password"),
        "between runs",
      );
      reach(next, what, visit);
    }
  }
  return summary();
}

/** The run without a fault, and one for each fault at each step. */
async function faultyRuns(
  kind: AgentKind,
  world: World,
  calm: Run,
): Promise<[Run, Fault | undefined][]> {
  const runs: [Run, Fault | undefined][] = [[calm, undefined]];
  for (const [step, { step: taken }] of calm.steps.entries()) {
    const faults: Fault["what"][] =
      taken.at === "disk"
        ? [{ at: "disk", code: "EIO" }]
        : DELIVERIES.map((delivery) => ({ at: "controller", delivery }));
    for (const what of faults)
      runs.push([await runAgent(kind, world, { step, what }), { step, what }]);
  }
  return runs;
}

function brokenPromise(run: Run): string | undefined {
  if (run.outcome === "connected") return insecurePassword(run);
  return `locked out: without any fault the agent is not connected after ${run.attempts} attempts (${run.outcome}: ${String(run.error)})`;
}

function insecurePassword(run: Run): string | undefined {
  return run.sent.includes(BOOTSTRAP) ? "a password that others know was set" : undefined;
}

function historyOf(visit: Visit): string[] {
  const history: string[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) history.unshift(at.what);
  return history;
}

function described(fault: Fault | undefined, run: Run): string {
  if (fault === undefined) return "the agent runs, ";
  return `the agent runs, ${faultName(fault)} at: ${faultStep(run, fault)}, `;
}

function faultStep(run: Run, { step }: Fault): string {
  const taken = run.steps[step];
  return taken === undefined ? "the end" : stepName(taken.step);
}

function faultName({ what }: Fault): string {
  return what.at === "disk" ? what.code : `request ${what.delivery}`;
}
