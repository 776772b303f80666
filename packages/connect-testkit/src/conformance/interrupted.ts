import assert from "node:assert/strict";

import { sleep, systemClock } from "@holdfast/ports";

import type { Outcome } from "../scene-options.js";
import type { Scene } from "../scene.js";
import { silence } from "./answers.js";
import type { Scenario } from "./scenario.js";

/** The scenario in which a call is interrupted while the controller is silent about `method`. */
export function interruptedDuring(
  id: Scenario["id"],
  method: string,
  when: string,
  arrange: NonNullable<Scenario["arrange"]>,
): Scenario {
  return {
    id,
    claim: `interrupted ${when}, it ends with the reason, and closes its connection`,
    arrange,
    async run(scene) {
      scene.controller.answer(method, silence);
      await interruptedAt(scene, () => scene.called(method));
    },
  };
}

/** Interrupts a call once `moment` has come: it must end soon, with exactly that reason. */
export async function interruptedAt(
  scene: Scene,
  moment: (running: Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const stop = scene.interruption();
  const outcome = scene.connect(stop.signal);
  await moment(outcome);
  const reason = new Error("shutting down");
  stop.abort(reason);
  assert.deepEqual(await endsSoon(outcome), { kind: "failed", error: reason });
}

/**
 * Looks at a call that was interrupted. Each is 10 ms after the one before, or later on a busy machine, where
 * it counts no more: closing a connection takes a few turns of the loop, whatever time those take.
 */
const LOOKS = 25;

/** The outcome of a call that was interrupted; rejects where it goes on all the same. */
export async function endsSoon(outcome: Promise<Outcome>): Promise<Outcome> {
  const ended = new AbortController();
  void outcome.then(() => ended.abort());
  for (let look = 0; look < LOOKS && !ended.signal.aborted; look++) {
    await sleep(10, { clock: systemClock });
  }
  assert.ok(
    ended.signal.aborted,
    "it goes on after it was interrupted: what it waits for ignores the signal",
  );
  return outcome;
}
