import assert from "node:assert/strict";

import { everythingIn } from "../../log-recorder.js";
import type { Written } from "../../observe/child-output.js";
import { isIn } from "../../observe/secret-search.js";
import type { Scene } from "../../scene.js";
import type { SubjectSetup } from "../subject-setup.js";

/**
 * No secret in a log line, at any level, nor anywhere in an error, on the console or in a file. The
 * agent's own file is where its passwords belong.
 */
export function nothingSecretWasSaid(
  scene: Scene,
  { secrets = [] }: SubjectSetup,
  output: readonly Written[],
): void {
  const said = [
    ...scene.log.lines.map((text) => ({ where: "the log", text })),
    ...scene.errors.map((error) => ({ where: "an error", text: everythingIn(error) })),
    ...output.filter(({ where }) => !scene.isAgentFile(where)),
  ];
  const own = typeof secrets === "function" ? secrets(scene) : secrets;
  const kinds = { "a password": passwordsOf(scene), "a secret": new Set(own) };
  for (const [kind, values] of Object.entries(kinds)) {
    for (const secret of values) {
      const leak = said.find(({ text }) => isIn(secret, text));
      assert.equal(leak?.where, undefined, `${kind} was said: ${shown(leak, secret)}`);
    }
  }
}

/** Where it was said, and the beginning of it, with the secret hidden. */
function shown(leak: Written | undefined, secret: string): string {
  if (leak === undefined) return "";
  const text = leak.text.replaceAll(secret, "<the secret>").trim();
  return `${leak.where}: ${text.slice(0, 200)}`;
}

function passwordsOf(scene: Scene): Set<string> {
  const { password, oldPassword } = scene.agent.record;
  const passwords = new Set([scene.bootstrapPassword, scene.controller.state.password]);
  passwords.add(password).add(oldPassword);
  for (const entry of scene.journal.of("durable")) {
    passwords.add(entry.password).add(entry.oldPassword);
  }
  return passwords;
}
