import type { Clock } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Agent } from "../src/index.js";
import { isOutOfPatience, refusedAgain, RefusalMemory } from "../src/refusal-memory.js";
import { configOf } from "./config-of.js";

const patience = { attempts: 3, duration: 1000 };

function anAgent(): Agent {
  return { currentConfig: () => configOf({}), changeConfig: () => Promise.resolve() };
}

const at = (now: number): Clock => new VirtualClock(now);

describe("the memory of refusals", () => {
  test("patience ends with the attempt at which both measures are used up", async () => {
    const clock = new VirtualClock();
    const memory = new RefusalMemory({ clock, patience });
    const agent = anAgent();
    expect(memory.refuse(agent).final).toBe(false);
    expect(memory.refuse(agent).final).toBe(false);
    expect(memory.refuse(agent).final).toBe(false);
    await clock.advance(1000);
    expect(memory.refuse(agent)).toEqual({
      episode: { began: 0, since: 0, attempts: 4 },
      final: true,
    });
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

  test("a date that is set forward or back neither uses the patience up nor prolongs it", async () => {
    const clock = new VirtualClock();
    const memory = new RefusalMemory({ clock, patience: { attempts: 2, duration: 1000 } });
    const agent = anAgent();
    memory.refuse(agent);
    clock.setDate(30 * 86_400_000);
    expect(memory.refuse(agent).final).toBe(false);
    clock.setDate(-60 * 86_400_000);
    await clock.advance(1000);
    expect(memory.refuse(agent).final).toBe(true);
  });

  test("an episode says the date at which it began", () => {
    const clock = new VirtualClock();
    clock.setDate(Date.UTC(2026, 4, 1));
    const memory = new RefusalMemory({ clock, patience });
    expect(memory.refuse(anAgent()).episode).toEqual({
      began: 0,
      since: Date.UTC(2026, 4, 1),
      attempts: 1,
    });
  });

  test("property: no run of refusals is final before it has its attempts and its time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(500), { maxLength: 30 }),
        fc.record({ attempts: fc.nat(10), duration: fc.nat(2000) }),
        (pauses, limits) => {
          let now = 10_000;
          let episode;
          for (const pause of pauses) {
            now += pause;
            episode = refusedAgain(episode, at(now));
            const final = isOutOfPatience(episode, now, limits);
            expect(final).toBe(
              episode.attempts >= limits.attempts && now - episode.began >= limits.duration,
            );
            expect(episode.began).toBeLessThanOrEqual(now);
          }
        },
      ),
    );
  });
});
