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

/** One restart of a root whose output is the same again: ms until all is settled, and starts. */
export interface CutOff {
  readonly kept: number;
  readonly restarted: number;
  readonly keptStarts: number;
  readonly restartedStarts: number;
}
