import type { CallbackError } from "../contract/errors.js";
import type { EventStream } from "../events/event-stream.js";
import type { Because, Happening } from "../events/events.js";
import type { LastRun } from "../graph/last-run.js";
import { inputNames, type Node, type NodeOffer } from "../graph/node.js";
import type { NodeState } from "../lifecycle/node-state.js";
import type { Outcome } from "../lifecycle/outcome.js";
import { isUp } from "../lifecycle/transition.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { Wave } from "./progress.js";
import type { RestartDecision } from "./restart-decider.js";

/**
 * Tells what happens to manifolds, in the words of the event stream. What is told of each manifold of a
 * wave is told by whoever has seen that somebody listens: nothing is made, or called, where nobody does.
 */
export class LifecycleEvents {
  readonly #clock: CachedClock;
  readonly #stream: EventStream;

  constructor(clock: CachedClock, stream: EventStream) {
    this.#clock = clock;
    this.#stream = stream;
  }

  waveBegan({ number: wave }: Wave, first: Node): void {
    if (!this.#stream.watched) return;
    this.#stream.emit({ kind: "wave began", wave, because: becauseOf(first) });
  }

  waveSettled({ number: wave, beganAt, started, ended }: Wave): void {
    if (!this.#stream.watched) return;
    const took = this.#clock.now - beganAt;
    this.#stream.emit({ kind: "wave settled", wave, took, started, ended });
  }

  /** A manifold has come in. */
  placed(kind: "installed" | "replaced", node: Node): void {
    if (!this.#stream.watched) return;
    const { inputs, optional = [] } = inputNames(node);
    this.#stream.emit({ kind, manifold: node.name, inputs, optional });
  }

  removed({ name }: Node): void {
    if (this.#stream.watched) this.#stream.emit({ kind: "removed", manifold: name });
  }

  starting(node: Node): void {
    this.#stream.emit({
      kind: "starting",
      manifold: node.name,
      attempt: node.attempts,
      without: node.inputs.filter((input) => !isUp(input.availability)).map((input) => input.name),
      because: becauseOf(node),
    });
  }

  started(node: Node): void {
    const took = this.#clock.now - node.since;
    this.#stream.emit({ kind: "started", manifold: node.name, took, count: node.startCount });
  }

  /** `node` must stop, and why: its worker once it is not used any more, or its start at once. */
  mustStop(kind: "draining" | "aborting", node: Node): void {
    this.#stream.emit({ kind, manifold: node.name, because: becauseOf(node) });
  }

  /** The worker of `node` runs on, and is to be renewed. */
  outdated(node: Node, { next }: NodeState & { readonly kind: "outdated" }): void {
    const by = next.kind === "update" ? "update" : "next worker";
    this.#stream.emit({ kind: "outdated", manifold: node.name, by, because: becauseOf(node) });
  }

  updating(node: Node): void {
    if (!this.#stream.watched) return;
    this.#stream.emit({ kind: "updating", manifold: node.name, because: becauseOf(node) });
  }

  updated(node: Node): void {
    if (!this.#stream.watched) return;
    const took = this.#clock.now - node.since;
    this.#stream.emit({ kind: "updated", manifold: node.name, took, count: node.updateCount });
  }

  updateFailed({ name: manifold }: Node, error: unknown): void {
    this.#stream.emit({ kind: "update failed", manifold, error });
  }

  /** The new output of `node` is as good as what its dependents hold: they run on. */
  kept(node: Node, offer: NodeOffer): void {
    if (!this.#stream.watched) return;
    const dependents = node.dependents.filter(
      ({ state, run }) => state.traits.offering === "present" && run?.uses.includes(offer) === true,
    );
    const names = dependents.map(({ name }) => name);
    this.#stream.emit({ kind: "kept", manifold: node.name, dependents: names });
  }

  sameFailed({ name: manifold }: Node, error: unknown): void {
    this.#stream.emit({ kind: "same failed", manifold, error });
  }

  /** The last worker of `node`, which its dependents have left, is told to stop. */
  superseded({ name: manifold }: Node): void {
    if (this.#stream.watched) this.#stream.emit({ kind: "superseded", manifold });
  }

  lastEnded(
    { name: manifold }: Node,
    last: Pick<LastRun<Node>, "startedAt" | "phase">,
    outcome: Outcome,
    error: unknown,
  ): void {
    if (!this.#stream.watched) return;
    const ran = this.#clock.now - (last.startedAt ?? this.#clock.now);
    const happening: Happening = {
      kind: "last ended",
      manifold,
      outcome: outcome.kind,
      asked: last.phase === "stopping",
      ...(error === undefined ? {} : { error }),
      ran,
    };
    this.#stream.emit(happening);
  }

  /** The worker of `node` is told to stop. */
  stopping({ name }: Node): void {
    this.#stream.emit({ kind: "stopping", manifold: name });
  }

  /** `node` is still in the state in which it ended. */
  ended(node: Node, { outcome, error }: RestartDecision): void {
    const { kind } = node.state;
    const asked = kind === "stopping" || kind === "aborting";
    const { startedAt } = node;
    const ran = startedAt === undefined ? {} : { ran: this.#clock.now - startedAt };
    const happening: Happening = {
      kind: "ended",
      manifold: node.name,
      outcome: outcome.kind,
      asked,
      ...(error === undefined ? {} : { error }),
      ...ran,
    };
    this.#stream.emit(happening);
  }

  /** What becomes of `node`, which has ended and is in its next state. */
  decided({ name: manifold, state, failures }: Node): void {
    if (state.kind === "resting") this.#stream.emit({ kind: "resting", manifold, why: state.why });
    else if (
      (state.kind === "waiting" || state.kind === "outdated") &&
      state.notBefore > this.#clock.now
    ) {
      const delay = state.notBefore - this.#clock.now;
      this.#stream.emit({ kind: "retrying", manifold, delay, errors: failures.inARow });
    }
  }

  overran({ name: manifold }: Node, what: "start" | "stop" | "update", deadline: number): void {
    this.#stream.emit({ kind: "overran", manifold, what, deadline });
  }

  endedLate({ name: manifold }: Node, error: unknown): void {
    this.#stream.emit({ kind: "ended late", manifold, error });
  }

  killFailed({ name: manifold }: Node, error: unknown): void {
    this.#stream.emit({ kind: "kill failed", manifold, error });
  }

  escalated({ name: manifold }: Node, to: readonly Node[]): void {
    this.#stream.emit({ kind: "escalated", manifold, to: to.map(({ name }) => name) });
  }

  fatal({ name: manifold }: Node, error: unknown): void {
    this.#stream.emit({ kind: "fatal", manifold, error });
  }

  /** @param reason - why it does not run as it should; undefined where it does again */
  health(manifold: string, reason: string | undefined): void {
    if (reason === undefined) this.#stream.emit({ kind: "recovered", manifold });
    else this.#stream.emit({ kind: "degraded", manifold, reason });
  }

  callbackFailed(error: CallbackError): void {
    this.#stream.emit({ kind: "callback failed", callback: error.callback, error });
  }

  engineStopping(): void {
    this.#stream.emit({ kind: "engine stopping" });
  }

  engineStopped(error: unknown, abandoned: readonly string[]): void {
    const left = abandoned.length === 0 ? {} : { abandoned };
    this.#stream.emit({ kind: "engine stopped", error, ...left });
  }
}

/** The root of what set `node` moving. */
function becauseOf(node: Node): Because {
  const root = node.trigger?.root ?? node.trigger;
  // Nothing is kept for the most common of triggers.
  if (root === undefined) return { manifold: node.name, what: "installed" };
  const { manifold, what, error } = root;
  return error === undefined ? { manifold, what } : { manifold, what, error };
}
