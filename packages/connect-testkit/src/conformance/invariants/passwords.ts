import assert from "node:assert/strict";

import type { Scene } from "../../scene.js";
import { loginsIn } from "../logins.js";

/** A login without a password is for those who show a certificate instead. */
export function noEmptyPasswordWasTried(scene: Scene): void {
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
export function whatWasSetWasOnDisk(scene: Scene): void {
  const onDisk = new Set(scene.passwordsOnDiskAtFirst);
  for (const entry of scene.journal.entries) {
    if (entry.kind === "durable") onDisk.add(entry.password);
    if (entry.kind !== "request" || entry.method !== "Agent.SetPasswords") continue;
    for (const password of textsNamed("password", entry.params)) {
      assert.ok(onDisk.has(password), "it told the controller a password that was not on disk");
    }
  }
}

/** The texts that stand under this name, in any case, wherever in `value`. */
export function textsNamed(name: string, value: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(value, (key, member: unknown) => {
    if (key.toLowerCase() === name && typeof member === "string") found.push(member);
    return member;
  });
  return found;
}
