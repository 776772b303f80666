// Ends what hangs, and says what it was that hung.
import type { Scene } from "../scene.js";
import { timelineOf } from "./timeline.js";

/** ms in which something has to happen: on the wire, on disk, in the log or with the clock. */
export const IDLE_LIMIT = 4_000;
/** ms for the whole of a scenario in which something happens all the time. */
const LIMIT = 30_000;
/** ms between two looks, and what each look counts at most: a busy machine is no strategy that hangs. */
const STEP = 50;

/** Nothing happens any more, and the strategy has not ended. */
export class HangError extends Error {
  override readonly name = "HangError";
}

/**
 * The outcome of `work`; rejects with a HangError once nothing has happened in the scene for `idle` ms.
 *
 * @param what - in words, what has not ended then
 */
export async function endingHangs<T>(
  work: Promise<T>,
  scene: Scene,
  { idle, what }: { readonly idle: number; readonly what: string },
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  let progress = scene.progress;
  let quiet = 0;
  let all = 0;
  const timer = setInterval(() => {
    quiet = scene.progress === progress ? quiet + STEP : 0;
    progress = scene.progress;
    all += STEP;
    if (quiet >= idle) reject(new HangError(`${what} hangs: nothing happens. ${whatHangs(scene)}`));
    if (all >= LIMIT) reject(new HangError(`${what} does not end. ${whatHangs(scene)}`));
  }, STEP);
  work.catch(() => undefined); // where it is given up, nobody waits for its outcome any more
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearInterval(timer);
  }
}

/** What is known of what it waits for. */
function whatHangs(scene: Scene): string {
  const { controller, clock, awaited, running, journal } = scene;
  const last = timelineOf(journal).at(-1);
  const said = [
    running > 0 && `connect() has not ended (${running === 1 ? "one call" : `${running} calls`})`,
    awaited.length > 0 && `the scenario waits for ${awaited.join(", ")}`,
    controller.unanswered.length > 0 &&
      `the controller owes an answer to ${controller.unanswered.join(", ")}`,
    clock.pending > 0 && "the strategy waits for its clock",
    controller.connections > 0 && `connections still open: ${openOnes(scene)}`,
    running > 0 &&
      clock.pending === 0 &&
      controller.unanswered.length === 0 &&
      "the strategy waits for something of its own",
    last === undefined ? "nothing was dialled" : `the last that happened: ${last}`,
  ].filter((part) => part !== false);
  return `${said.join("; ")}.`;
}

function openOnes({ journal }: Scene): string {
  const closed = new Set(journal.of("closed").map(({ connection }) => connection));
  const open = journal.of("opened").filter(({ connection }) => !closed.has(connection));
  return open.map(({ connection }) => connection).join(", ");
}
