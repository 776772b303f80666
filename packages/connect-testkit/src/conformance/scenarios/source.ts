import assert from "node:assert/strict";

import { connected } from "../expect.js";
import { endsSoon } from "../interrupted.js";
import type { Scenario } from "../scenario.js";

const settled = { credentials: "settled" } as const;

/** A source of credentials, such as an identity provider or a vault, that does not answer. */
export const sourceScenarios: readonly Scenario[] = [
  {
    id: "source.interrupted",
    about: "source",
    claim:
      "interrupted while the source of its credentials does not answer, it ends with the reason",
    arrange: settled,
    async run(scene, stall) {
      await using stalled = await stall();
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await Promise.race([stalled.asked, outcome]);
      const reason = new Error("shutting down");
      stop.abort(reason);
      assert.deepEqual(await endsSoon(outcome), { kind: "failed", error: reason });
    },
  },
  {
    id: "source.recovers",
    about: "source",
    claim: "once the source of its credentials answers again, it connects",
    arrange: settled,
    async run(scene, stall) {
      {
        await using stalled = await stall();
        const stop = scene.interruption();
        const outcome = scene.connect(stop.signal);
        await Promise.race([stalled.asked, outcome]);
        stop.abort(new Error("not now"));
        await outcome;
      }
      connected(await scene.connect());
    },
  },
];
