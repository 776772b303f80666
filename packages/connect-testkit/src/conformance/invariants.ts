// What holds in every scenario, whatever it is about: no difference can be declared from these.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";

import { everythingIn } from "../log-recorder.js";
import type { Scene } from "../scene.js";
import { loginsIn } from "./logins.js";

/** Checks a scene after its scenario, and closes what the strategy handed over. */
export async function checkInvariants(scene: Scene): Promise<void> {
  nothingSecretWasSaid(scene);
  noEmptyPasswordWasTried(scene);
  whatWasSetWasOnDisk(scene);
  for (const signal of scene.signals) {
    assert.equal(getEventListeners(signal, "abort").length, 0, "a listener was left on the signal");
  }
  await scene.closeConnections();
  // Only now: a connection that watches its credentials may wait for the clock as long as it is open.
  assert.equal(scene.clock.pending, 0, "a timer was left behind");
  await nothingStaysOpen(scene);
}

/** No password in a log line, at any level, nor anywhere in an error. */
function nothingSecretWasSaid(scene: Scene): void {
  const said = [...scene.log.lines, ...scene.errors.map(everythingIn)];
  for (const secret of secretsOf(scene)) {
    const leak = said.find((text) => text.includes(secret));
    assert.equal(leak?.replaceAll(secret, "<the password>"), undefined, "a password was said");
  }
}

function secretsOf(scene: Scene): Set<string> {
  const { password, oldPassword } = scene.agent.record;
  const secrets = new Set([scene.bootstrapPassword, scene.controller.state.password]);
  secrets.add(password).add(oldPassword);
  for (const entry of scene.journal.of("durable")) {
    secrets.add(entry.password).add(entry.oldPassword);
  }
  secrets.delete("");
  return secrets;
}

/** A login without a password is for those who show a certificate instead. */
function noEmptyPasswordWasTried(scene: Scene): void {
  const certified = new Set(
    scene.journal
      .of("opened")
      .filter((entry) => entry.certified !== undefined)
      .map((entry) => entry.connection),
  );
  for (const { connection, password } of loginsIn(scene.journal)) {
    assert.ok(password !== "" || certified.has(connection), "it tried an empty password");
  }
}

/** Whatever the controller was told was durable on disk before it was told. */
function whatWasSetWasOnDisk(scene: Scene): void {
  const onDisk = new Set(scene.passwordsOnDiskAtFirst);
  for (const entry of scene.journal.entries) {
    if (entry.kind === "durable") onDisk.add(entry.password);
    if (entry.kind !== "request" || entry.method !== "Agent.SetPasswords") continue;
    for (const password of passwordsIn(entry.params)) {
      assert.ok(onDisk.has(password), "it told the controller a password that was not on disk");
    }
  }
}

function passwordsIn(params: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(params, (key, value: unknown) => {
    if (key.toLowerCase() === "password" && typeof value === "string") found.push(value);
    return value;
  });
  return found;
}

/** Every connection that was not handed over was closed by the strategy. */
async function nothingStaysOpen(scene: Scene): Promise<void> {
  // Closing takes its time; what is never closed runs into the scenario's guard.
  await scene.controller.idle();
}
