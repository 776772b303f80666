import assert from "node:assert/strict";

import { silence } from "./answers.js";
import type { Scenario } from "./scenario.js";
import type { Scene } from "../scene.js";

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

/** Interrupts a call once `moment` has come: it must end with exactly that reason. */
export async function interruptedAt(
  scene: Scene,
  moment: (running: Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const stop = scene.interruption();
  const outcome = scene.connect(stop.signal);
  await moment(outcome);
  const reason = new Error("shutting down");
  stop.abort(reason);
  assert.deepEqual(await outcome, { kind: "failed", error: reason });
}
