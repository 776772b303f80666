// What the processes of the bench are asked to do, and what they answer.

export type Wire = "ws" | "wss";
export type Client = "bare ws" | "holdfast" | "jujulib";

/** Where a server listens, and whom to trust. */
export interface Place {
  readonly wire: Wire;
  readonly port: number;
  readonly ca: string;
}

/** The login of an agent, or of a user. */
export interface Identity {
  readonly tag: string;
  readonly password: string;
  readonly nonce: string;
  readonly model: string;
}

export type Job =
  /** Says what the process has in memory, in KiB. */
  | { readonly kind: "resident" }
  /** Answers calls, or sends back whatever comes, until it is ended. */
  | { readonly kind: "serve"; readonly wire: Wire; readonly what: "calls" | "echo" }
  /** Runs the embedded controller with so many machines, until it is ended. */
  | { readonly kind: "control"; readonly machines: number }
  | {
      readonly kind: "calls";
      readonly client: Client;
      readonly place: Place;
      readonly inFlight: number;
      /** How many slices of how many ms. */
      readonly slices: number;
      readonly slice: number;
    }
  | {
      readonly kind: "connects";
      readonly place: Place;
      readonly machine: Identity;
      readonly user: Identity;
      readonly rounds: number;
    }
  | {
      readonly kind: "idle";
      readonly way: Client | "bare TLS" | "open";
      readonly place: Place;
      readonly agents: readonly Identity[];
    }
  | { readonly kind: "storm"; readonly place: Place; readonly agents: readonly Identity[] };

/** One slice of calls. */
export interface CallSlice {
  /** µs of this process for each call. */
  readonly cpu: number;
  /** Calls a second. */
  readonly rate: number;
  /** µs from a call to its reply, p50; only for one call at a time. */
  readonly latency: number;
}

/** What a controller tells of itself. */
export interface ControllerPlace {
  readonly place: Place;
  readonly machines: readonly Identity[];
  readonly user: Identity;
}

/** ms of each connection that was made, by the way in which it was. */
export type Connects = Readonly<Record<string, readonly number[]>>;

export interface StormReport {
  readonly total: number;
  readonly p50: number;
  readonly p95: number;
  /** How many attempts failed, by the code of their error. */
  readonly retries: Readonly<Record<string, number>>;
  /** How many agents never got in. */
  readonly missing: number;
}
