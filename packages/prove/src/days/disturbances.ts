// What may happen to an agent on any day, and how soon it must be connected once that is over.
import type { DayWorld } from "./day-world.js";

/** One thing that happens, and passes. */
export interface Disturbance {
  readonly what: string;
  /** Lets it happen, and pass; returns how many ms later the agent must be connected. */
  readonly happen: (world: DayWorld) => Promise<number>;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Longer than the longest pause between two attempts, whatever was learnt: connection policies' caps. */
const whateverWasLearnt = 10 * minute;

const between = (world: DayWorld, least: number, most: number): number =>
  Math.floor(least + world.random() * (most - least));

async function outage(world: DayWorld, ms: number): Promise<void> {
  world.away = true;
  world.cut();
  await world.clock.advance(ms);
  world.away = false;
}

async function inMood(world: DayWorld, mood: "refuses" | "busy", ms: number): Promise<void> {
  world.mood = mood;
  world.cut();
  await world.clock.advance(ms);
  world.mood = "admits";
}

/** All of them; the histories are made of these. */
export const disturbances: readonly Disturbance[] = [
  {
    what: "the controller is away for a while",
    happen: async (world) => {
      await outage(world, between(world, 1, 20 * second));
      return second;
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
  {
    what: "connect() never ends, and hears no interruption",
    happen: async (world) => {
      world.hangs = "connect";
      world.cut();
      await world.clock.advance(second);
      return 16 * minute;
    },
  },
  {
    what: "close() never ends",
    happen: async (world) => {
      world.hangs = "close";
      world.cut();
      await world.clock.advance(minute);
      world.cut();
      return minute;
    },
  },
];
