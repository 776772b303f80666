/** One life of a worker, from the call of its start: what the world checks the engine by. */
export interface Incarnation {
  readonly name: string;
  /** How it was made. */
  readonly behaviour: Behaviour;
  /** What its start, or its last update, was given; both while an update is under way, or after one that failed. */
  holds: readonly Output[];
  /** The place of the call of its start in the order of all things. */
  readonly calledAt: number;
  /** Its start came up. */
  up: boolean;
  /** When it was told to stop, in ms: by the signal while it starts, by kill afterwards. */
  toldAt: number | undefined;
  ended: boolean;
  /** Its `update` was called, and has not returned. */
  updating: boolean;
  /** What it gives, anew for each start and update. */
  value: number;
  /** Ends it from within; undefined while it starts, or once it has ended. */
  end: ((error: unknown) => void) | undefined;
}

/** What one incarnation gave to another. */
export interface Output {
  readonly name: string;
  readonly life: Incarnation;
  /** What `same` compares; of no meaning without it. */
  readonly value: number;
}

/** How a manifold behaves. Times in ms of the virtual clock. */
export interface Behaviour {
  readonly inputs: readonly string[];
  readonly optional: readonly string[];
  readonly needs: ReadonlySet<string>;
  /** How long its start takes; undefined for one that returns its worker at once. */
  readonly startsIn: number | undefined;
  /** How long its worker takes to stop. */
  readonly stopsIn: number;
  /** How many starts fail before the first that works. */
  readonly failures: number;
  /** Its start, and its update, do not listen to their signals. */
  readonly deaf: boolean;
  /** Its worker is an engine of its own, with the worker inside. */
  readonly nested: boolean;
  /** Its output is compared, and changes with every so many starts and updates; undefined for one that is not. */
  readonly samePer: number | undefined;
  /** Whether it takes new inputs while it runs, and how that goes. */
  readonly updates: "never" | "well" | "in vain";
  /** How long that takes; undefined for one that is done at once. */
  readonly updatesIn: number | undefined;
  /** Its next worker comes up beside its last. */
  readonly overlap: boolean;
}

/** Whether what is held of `life` is good for longer than it runs. */
export function isValue({ behaviour }: Incarnation): boolean {
  return behaviour.samePer !== undefined;
}
