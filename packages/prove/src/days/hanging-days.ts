// Days on which something never ends, whatever it is told: of a plugin, or of a worker.
import type { DayWorld, Hanging } from "./day-world.js";
import { type Disturbance, minute, second } from "./disturbance.js";

/** The next connection is made with that, and breaks after a minute. */
async function connectionThatHangs(world: DayWorld, hangs: Hanging): Promise<void> {
  world.hangs = hangs;
  world.cut();
  await world.clock.advance(minute);
  world.cut();
}

export const hangingDays: readonly Disturbance[] = [
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
      await connectionThatHangs(world, "close");
      return minute;
    },
  },
  {
    what: "the watch of the credentials never ends, and hears no interruption",
    happen: async (world) => {
      await connectionThatHangs(world, "watch");
      return 5 * second;
    },
  },
  {
    what: "a worker waits for a watch that never answers, and hears no interruption",
    happen: async (world) => {
      await connectionThatHangs(world, "call");
      return 15 * second;
    },
  },
];
