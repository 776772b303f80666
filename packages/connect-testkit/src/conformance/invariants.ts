// What holds in every scenario, whatever it is about: no difference can be declared from these.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";

import type { Scene } from "../scene.js";
import { onlyItsBusiness } from "./invariants/own-business.js";
import { openedAsAgentsDo } from "./invariants/opened-as-agents-do.js";
import { noEmptyPasswordWasTried, whatWasSetWasOnDisk } from "./invariants/passwords.js";
import type { SubjectSetup } from "./subject-setup.js";

/** Checks a scene after its scenario, and closes what the strategy handed over. */
export async function checkInvariants(scene: Scene, setup: SubjectSetup): Promise<void> {
  noEmptyPasswordWasTried(scene);
  whatWasSetWasOnDisk(scene);
  openedAsAgentsDo(scene);
  onlyItsBusiness(scene, setup.calls ?? []);
  for (const signal of scene.signals) {
    assert.equal(getEventListeners(signal, "abort").length, 0, "a listener was left on the signal");
  }
  await scene.closeConnections();
  // Only now: a connection that watches its credentials may wait for the clock as long as it is open.
  assert.equal(scene.clock.pending, 0, "a timer was left behind");
  // Closing takes its time; what is never closed runs into the scenario's guard.
  await scene.controller.idle();
}
