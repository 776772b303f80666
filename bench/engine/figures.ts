import type { Shape } from "./shapes.js";

/** What one process measured. Milliseconds, bytes, and successful starts for each affected worker. */
export interface Measured {
  readonly start: number;
  readonly bounce: number;
  readonly twentieth: number;
  readonly stop: number;
  readonly bytes: number;
  readonly coldStarts: number;
  readonly bounceStarts: number;
}

/** Reads what a process said. A figure that is missing is not a number, and meets no target. */
export function measured(said: Readonly<Record<string, number>>): Measured {
  const figure = (name: keyof Measured): number => said[name] ?? Number.NaN;
  return {
    start: figure("start"),
    bounce: figure("bounce"),
    twentieth: figure("twentieth"),
    stop: figure("stop"),
    bytes: figure("bytes"),
    coldStarts: figure("coldStarts"),
    bounceStarts: figure("bounceStarts"),
  };
}

export interface Floor {
  readonly start: number;
  readonly stop: number;
}

/**
 * What Go's `juju/worker` dependency engine v4.3.0 took on a machine of two cores: [start, bounce,
 * stop] in ms, with no delays, the same graphs and workers.
 */
export const GO: Readonly<
  Record<Shape, Readonly<Record<number, readonly [number, number, number]>>>
> = {
  chain: {
    100: [11, 3.3, 0.6],
    1000: [578, 94, 3.7],
    5000: [12_135, 1623, 87],
    10_000: [59_662, 8031, 296],
  },
  star: {
    100: [8.5, 2, 0.5],
    1000: [432, 18, 3.2],
    5000: [11_669, 280, 78],
    10_000: [60_746, 1186, 273],
  },
  layered: {
    100: [10, 5.8, 0.4],
    1000: [518, 108, 3.2],
    5000: [15_109, 663, 65],
    10_000: [64_473, 2888, 353],
  },
};
