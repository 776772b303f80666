/** One life of a worker, from the call of its start: what the world checks the engine by. */
export interface Incarnation {
  readonly name: string;
  /** What its start was given. */
  readonly holds: Incarnation[];
  /** The place of the call of its start in the order of all things. */
  readonly calledAt: number;
  /** Its start came up. */
  up: boolean;
  /** When it was told to stop, in ms: by the signal while it starts, by kill afterwards. */
  toldAt: number | undefined;
  ended: boolean;
  /** Ends it from within; undefined while it starts, or once it has ended. */
  end: ((error: unknown) => void) | undefined;
}
