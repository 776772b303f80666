import { VirtualClock } from "@holdfast/ports/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Agent, isOutOfPatience, refusedAgain, RefusalMemory } from "../src/index.js";
import { configOf } from "./config-of.js";

const patience = { attempts: 3, duration: 1000 };

function anAgent(): Agent {
  return { currentConfig: () => configOf({}), changeConfig: () => Promise.resolve() };
}

describe("the memory of refusals", () => {
  test("patience ends with the attempt at which both measures are used up", async () => {
    const clock = new VirtualClock();
    const memory = new RefusalMemory({ clock, patience });
    const agent = anAgent();
    expect(memory.refuse(agent).final).toBe(false);
    expect(memory.refuse(agent).final).toBe(false);
    expect(memory.refuse(agent).final).toBe(false);
    await clock.advance(1000);
    expect(memory.refuse(agent)).toEqual({ episode: { since: 0, attempts: 4 }, final: true });
  });

  test("each agent has its own", () => {
    const memory = new RefusalMemory({
      clock: new VirtualClock(),
      patience: { attempts: 2, duration: 0 },
    });
    expect(memory.refuse(anAgent()).final).toBe(false);
    expect(memory.refuse(anAgent()).final).toBe(false);
  });

  test("being admitted ends the episode", () => {
    const memory = new RefusalMemory({ clock: new VirtualClock(), patience });
    const agent = anAgent();
    memory.refuse(agent);
    memory.admit(agent);
    expect(memory.refuse(agent).episode.attempts).toBe(1);
  });

  test("a clock that is set back begins a new episode", () => {
    expect(refusedAgain({ since: 500, attempts: 9 }, 400)).toEqual({ since: 400, attempts: 1 });
  });

  test("property: no run of refusals is final before it has its attempts and its time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 500 }), { maxLength: 30 }),
        fc.record({ attempts: fc.nat(10), duration: fc.nat(2000) }),
        (pauses, limits) => {
          let now = 10_000;
          let episode;
          for (const pause of pauses) {
            now += pause;
            episode = refusedAgain(episode, now);
            const final = isOutOfPatience(episode, now, limits);
            expect(final).toBe(
              episode.attempts >= limits.attempts && now - episode.since >= limits.duration,
            );
            expect(episode.since).toBeLessThanOrEqual(now);
          }
        },
      ),
    );
  });
});
