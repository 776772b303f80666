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

/** The same, for the variants that the published comparison has, with starts for each worker. */
export const GO_VARIANTS: readonly {
  readonly variant: "optional" | "delayed";
  readonly shape: Shape;
  readonly size: number;
  readonly figures: readonly [start: number, bounce: number, stop: number];
  readonly starts: readonly [cold: number, bounce: number];
}[] = [
  { variant: "optional", shape: "chain", size: 100, figures: [30, 19, 0.4], starts: [17, 12] },
  {
    variant: "optional",
    shape: "chain",
    size: 1000,
    figures: [9252, 7462, 4.5],
    starts: [198, 179],
  },
  {
    variant: "optional",
    shape: "layered",
    size: 1000,
    figures: [1509, 139, 4.6],
    starts: [19, 2.9],
  },
  {
    variant: "delayed",
    shape: "chain",
    size: 1000,
    figures: [10_827, 10_958, 5.2],
    starts: [1, 1],
  },
  { variant: "delayed", shape: "layered", size: 1000, figures: [672, 164, 3.8], starts: [1, 1] },
];
