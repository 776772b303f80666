import assert from "node:assert/strict";

import type { Scene } from "../../scene.js";
import { textsNamed } from "./passwords.js";

/** What connecting takes, besides whatever a login does (`Admin`). */
const calls: ReadonlySet<string> = new Set([
  "Pinger.Ping",
  "Agent.GetEntities",
  "Agent.SetPasswords",
]);

/**
 * It calls nothing of the controller but what connecting takes, and that about nobody but itself: what
 * else an agent does is its workers' business.
 *
 * @param more - what this strategy has to call besides
 */
export function onlyItsBusiness(scene: Scene, more: readonly string[]): void {
  for (const { said, params } of scene.journal.of("request")) {
    if (said.startsWith("Admin.") || more.includes(said)) continue;
    assert.ok(calls.has(said), `it called ${said}, which connecting does not take`);
    const others = textsNamed("tag", params).filter((tag) => tag !== scene.controller.state.tag);
    assert.deepEqual(others, [], `it called ${said} about somebody else`);
  }
}
