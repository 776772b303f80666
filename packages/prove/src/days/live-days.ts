// One agent's days: it is made, admitted late, and then lives through what a seed chooses.
import { errorText, seededRandom } from "@holdfast/ports";

import { BOOTSTRAP } from "../histories/world.js";
import { startDayAgent } from "./day-agent.js";
import type { DayKind } from "./day-kind.js";
import { DayWorld } from "./day-world.js";
import type { Disturbance, Sufferer } from "./disturbance.js";
import { disturbances } from "./disturbances.js";

/** How an agent's days went. */
export interface Days {
  /** What happened, in its order. */
  readonly history: readonly string[];
  /** What was broken, if anything was. */
  readonly broken: string | undefined;
}

const minute = 60_000;
/** ms of peace between two disturbances: what was learnt in one is forgotten after a minute. */
const peace = 5 * minute;

/** Lets an agent of this kind live through `count` disturbances; the same for the same seed. */
export async function liveDays(
  kind: DayKind,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<Days> {
  const random = seededRandom(seed);
  const world = new DayWorld(BOOTSTRAP, random);
  const history = ["made, and known to the controller only after some minutes"];
  world.mood = "refuses";
  await using started = await startDayAgent(kind, world);
  const { engine, agent } = started;
  let ended: unknown;
  const over = engine.wait().catch((error: unknown) => {
    ended = error;
  });
  const isBack = async (within: number): Promise<string | undefined> => {
    const from = world.clock.now();
    const left = (): number => from + within - world.clock.now();
    while (world.connected === undefined && left() > 0) {
      const step = within > minute ? 1000 : 100;
      // oxlint-disable-next-line no-await-in-loop -- one moment after the other
      await world.clock.advance(Math.min(step, left()));
    }
    if (ended !== undefined) return `the agent ended for good: ${errorText(ended)}`;
    return world.connected === undefined ? `not connected after ${within} ms` : undefined;
  };
  try {
    await world.clock.advance(2 * minute + random() * 5 * minute);
    world.mood = "admits";
    let broken = await isBack(10 * minute);
    const next = chooser(random);
    for (let done = 0; broken === undefined && done < count; done++) {
      // oxlint-disable-next-line no-await-in-loop
      broken = await through(next(), { world, kind, agent, history }, isBack);
    }
    return { history, broken };
  } finally {
    engine.kill();
    await world.clock.advance(20 * minute);
    // A flawed one may never end.
    await Promise.race([over, new Promise((resolve) => setImmediate(resolve))]);
  }
}

/** Any one of those that there are, and all of them before one comes again. */
function chooser(random: () => number): () => Disturbance {
  let left: Disturbance[] = [];
  return () => {
    if (left.length === 0) left = [...disturbances];
    const [one] = left.splice(Math.floor(random() * left.length), 1);
    if (one === undefined)
      throw new RangeError("the dice have more sides than there are disturbances");
    return one;
  };
}

async function through(
  { what, happen }: Disturbance,
  { world, history, ...who }: Sufferer & { readonly world: DayWorld; readonly history: string[] },
  isBack: (within: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  history.push(what);
  const outcome = await happen(world, who);
  const broken = typeof outcome === "string" ? outcome : await isBack(outcome);
  if (broken !== undefined) return broken;
  await world.clock.advance(peace);
  return await isBack(minute);
}
