import type { RestReason } from "../lifecycle/node-state.js";
import type { Trigger } from "../lifecycle/trigger.js";

/** What set a wave, or a manifold, moving. */
export interface Because {
  readonly manifold: string;
  readonly what: Trigger;
  readonly error?: unknown;
}

/** What can be seen from outside, in the order in which it happens. Durations in ms. */
export type Happening =
  | {
      readonly kind: "installed" | "replaced";
      readonly manifold: string;
      readonly inputs: readonly string[];
      readonly optional: readonly string[];
    }
  | { readonly kind: "removed"; readonly manifold: string }
  /** Its start is called. `without` are the inputs that are not there. */
  | {
      readonly kind: "starting";
      readonly manifold: string;
      readonly attempt: number;
      readonly without: readonly string[];
      readonly because: Because;
    }
  | {
      readonly kind: "started";
      readonly manifold: string;
      readonly took: number;
      readonly count: number;
    }
  /** Its worker runs on until it is handed its new inputs, or until its next worker is up beside it. */
  | {
      readonly kind: "outdated";
      readonly manifold: string;
      readonly by: "update" | "next worker";
      readonly because: Because;
    }
  /** Its `update` is called. */
  | { readonly kind: "updating"; readonly manifold: string; readonly because: Because }
  /** Its worker has taken its new inputs, in place. `count` is how often one has. */
  | {
      readonly kind: "updated";
      readonly manifold: string;
      readonly took: number;
      readonly count: number;
    }
  /** Its `update` threw, or overran: it is restarted. */
  | { readonly kind: "update failed"; readonly manifold: string; readonly error: unknown }
  /** Its new output is the same as its last, says its `same`: these dependents, which hold that, run on. */
  | {
      readonly kind: "kept";
      readonly manifold: string;
      readonly dependents: readonly string[];
    }
  /** Its `same` threw: the outputs count as different. */
  | { readonly kind: "same failed"; readonly manifold: string; readonly error: unknown }
  /** Its dependents have moved over to its next worker: its last is told to stop. */
  | { readonly kind: "superseded"; readonly manifold: string }
  /** Its last worker, beside the next one, has ended. `error` is as the filter left it. */
  | {
      readonly kind: "last ended";
      readonly manifold: string;
      readonly outcome: "finished" | "missing" | "bounce" | "uninstall" | "failed";
      /** It had been told to. */
      readonly asked: boolean;
      readonly error?: unknown;
      readonly ran: number;
    }
  /** It must stop: its worker once those that use its output have ended, its start at once, by its signal. */
  | {
      readonly kind: "draining" | "aborting";
      readonly manifold: string;
      readonly because: Because;
    }
  /** Its worker is told to stop, by `kill`. */
  | { readonly kind: "stopping"; readonly manifold: string }
  /** Its worker, or start, has ended. `error` is as the filter left it. */
  | {
      readonly kind: "ended";
      readonly manifold: string;
      readonly outcome: "finished" | "missing" | "bounce" | "uninstall" | "failed";
      /** It had been told to. */
      readonly asked: boolean;
      readonly error?: unknown;
      /** How long it ran; absent where only a start ended. */
      readonly ran?: number;
    }
  /** It will be started again after `delay`, if its inputs allow. */
  | {
      readonly kind: "retrying";
      readonly manifold: string;
      readonly delay: number;
      readonly errors: number;
    }
  | { readonly kind: "resting"; readonly manifold: string; readonly why: RestReason }
  /** It took longer than its deadline. A worker that did not stop is abandoned. */
  | {
      readonly kind: "overran";
      readonly manifold: string;
      readonly what: "start" | "stop" | "update" | "report";
      readonly deadline: number;
    }
  /** A worker, or start, that was abandoned has ended after all. */
  | { readonly kind: "ended late"; readonly manifold: string; readonly error?: unknown }
  /** A worker's own `kill` threw, or rejected, or a signal could not be aborted; whether it stops all the same remains to be seen. */
  | { readonly kind: "kill failed"; readonly manifold: string; readonly error: unknown }
  /** It failed too often, so what it depends on is restarted. */
  | { readonly kind: "escalated"; readonly manifold: string; readonly to: readonly string[] }
  | { readonly kind: "fatal"; readonly manifold: string; readonly error: unknown }
  /** Something moves, where nothing did. */
  | { readonly kind: "wave began"; readonly wave: number; readonly because: Because }
  /** Everything is started, or rests, or waits for a delay that is longer than dependents wait. */
  | {
      readonly kind: "wave settled";
      readonly wave: number;
      readonly took: number;
      readonly started: number;
      readonly ended: number;
    }
  | { readonly kind: "engine stopping" }
  /** `abandoned`, where there are any, are those whose workers did not end in time, and may still run. */
  | {
      readonly kind: "engine stopped";
      readonly error?: unknown;
      readonly abandoned?: readonly string[];
    }
  /** Its worker says that it runs, but not as it should; until it recovers, or ends. */
  | { readonly kind: "degraded"; readonly manifold: string; readonly reason: string }
  /** Its worker says that it runs as it should again. */
  | { readonly kind: "recovered"; readonly manifold: string }
  /** Something that the engine was handed does not do what it is for, and is made do without. Told once. */
  | { readonly kind: "callback failed"; readonly callback: string; readonly error: unknown }
  /** A subscriber threw, or rejected. It goes on hearing what happens. */
  | { readonly kind: "subscriber failed"; readonly error: unknown };

/** A happening, with its place in the stream (from 1, without gaps) and its time in ms of the engine's clock. */
export type EngineEvent = Happening & { readonly seq: number; readonly at: number };

export type EngineListener = (event: EngineEvent) => void;
