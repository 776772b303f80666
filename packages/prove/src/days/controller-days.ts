// Days on which something is wrong with the controller, its addresses, or what vouches for it.
import type { DayWorld } from "./day-world.js";
import {
  between,
  type Disturbance,
  hour,
  minute,
  outage,
  second,
  whateverWasLearnt,
} from "./disturbance.js";

async function inMood(world: DayWorld, mood: "refuses" | "busy", ms: number): Promise<void> {
  world.mood = mood;
  world.cut();
  await world.clock.advance(ms);
  world.mood = "admits";
}

export const controllerDays: readonly Disturbance[] = [
  {
    what: "the controller is away for a while",
    happen: async (world) => {
      const away = between(world, 1, 30 * second);
      await outage(world, away);
      return Math.max(second, away / 10);
    },
  },
  {
    what: "the controller is away three times in a minute",
    happen: async (world) => {
      for (let times = 1; times <= 2; times++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await outage(world, 10 * second);
        // oxlint-disable-next-line no-await-in-loop
        await world.clock.advance(between(world, 2 * second, 10 * second));
      }
      await outage(world, 10 * second);
      return second;
    },
  },
  {
    what: "the date is set, as the controller refuses for hours",
    happen: async (world) => {
      world.mood = "refuses";
      world.cut();
      await world.clock.advance(between(world, hour, 20 * hour));
      world.clock.setDate(between(world, -3650, 3650) * 24 * hour);
      await world.clock.advance(between(world, hour, 20 * hour));
      world.clock.setDate(between(world, 4, 3650) * 24 * hour);
      await world.clock.advance(between(world, minute, hour));
      world.mood = "admits";
      return whateverWasLearnt;
    },
  },
  {
    what: "the controller says try again",
    happen: async (world) => {
      await inMood(world, "busy", between(world, 1, 5 * minute));
      return minute;
    },
  },
  {
    what: "addresses are announced that lead nowhere",
    happen: async (world) => {
      const old = world.announced;
      const [nobody, silent] = ["10.0.9.1:17070", "10.0.9.2:17070"];
      world.places.set(silent, "silent");
      world.announce([nobody, silent]);
      await world.clock.advance(between(world, 1, minute));
      await outage(world, between(world, 1, minute));
      await world.clock.advance(whateverWasLearnt);
      const isBack = world.connected !== undefined;
      world.announce(old);
      return isBack ? minute : 0;
    },
  },
  {
    what: "an address is announced at which a stranger answers",
    happen: async (world) => {
      const old = world.announced;
      const stranger = "10.0.9.3:17070";
      world.places.set(stranger, "stranger");
      world.announce([stranger]);
      await world.clock.advance(between(world, 1, minute));
      await outage(world, between(world, 1, minute));
      await world.clock.advance(whateverWasLearnt);
      const isBack = world.connected !== undefined;
      world.announce(old);
      return isBack ? minute : 0;
    },
  },
  {
    what: "a stranger answers for a while where the controller was",
    happen: async (world) => {
      const [address = ""] = world.announced;
      world.places.set(address, "stranger");
      world.cut();
      await world.clock.advance(between(world, 1, hour));
      world.places.set(address, "controller");
      return whateverWasLearnt;
    },
  },
  {
    what: "the CA in the file is none for a while",
    happen: async (world) => {
      world.hasCa = false;
      world.cut();
      await world.clock.advance(between(world, 1, hour));
      world.hasCa = true;
      return whateverWasLearnt;
    },
  },
];
