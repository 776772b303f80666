/*
 * Asks workers for their own reports without ever waiting for them: what a worker answers at once
 * is shown, what it promises is shown from the next report on, and one that took longer than the
 * deadline, while it answered or since it promised, is named, counted and left out.
 */
import type { ResolvedConfig } from "../engine-config.js";
import { abortable, type Cleanup, errorText } from "@holdfast/ports";
import type { EventStream } from "../events/event-stream.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { isThenable, whenSettled } from "../graph/foreign-promise.js";
import type { InstalledNode, Node } from "../graph/node.js";
import { plainValue } from "./plain-value.js";
import { type ManifoldReport, reportNode } from "./report.js";
import type { Worker } from "../contract/worker.js";

type Answer =
  | {
      readonly kind: "asked";
      readonly at: number;
      readonly last: unknown;
      readonly done: Promise<void>;
    }
  | { readonly kind: "answered"; readonly last: unknown }
  | { readonly kind: "overran" };

export class Reporter {
  readonly #config: ResolvedConfig;
  readonly #events: EventStream;
  readonly #after: (ms: number, callback: () => void) => Cleanup;
  /** What each worker that does not simply answer last said. */
  readonly #answers = new WeakMap<Worker, Answer>();

  /** @param after - calls back by the engine's timer */
  constructor(
    config: ResolvedConfig,
    events: EventStream,
    after: (ms: number, callback: () => void) => Cleanup,
  ) {
    this.#config = config;
    this.#events = events;
    this.#after = after;
  }

  /** @param abandoned - how many workers of it were */
  report(node: InstalledNode, clock: CachedClock, abandoned: number): ManifoldReport {
    const report = reportNode(node, clock, abandoned);
    const worker = node.run?.worker;
    if (worker === undefined) return report;
    const answer = this.#ask(node, worker);
    if (answer.kind === "overran") report["report-overran"] = true;
    else if (answer.last !== undefined) report.report = plainValue(answer.last);
    return report;
  }

  /** Fulfilled once every worker of `nodes` that promised an answer gave it, or had its time. */
  gather(nodes: Iterable<Node>, signal: AbortSignal | undefined): Promise<void> {
    return abortable(signal, (resolve) => {
      void Promise.all(this.#promisedBy(nodes)).then(() => resolve());
      // One ms more than the deadline, so that whoever has not answered by then overran it.
      return this.#after(this.#config.reportDeadline + 1, resolve);
    });
  }

  *#promisedBy(nodes: Iterable<Node>): Generator<Promise<void>, void> {
    for (const { run } of nodes) {
      const worker = run?.worker;
      const answer = worker && this.#answers.get(worker);
      if (answer?.kind === "asked") yield answer.done;
    }
  }

  #ask(node: Node, worker: Worker): Answer {
    const { clock, reportDeadline } = this.#config;
    const before = this.#answers.get(worker);
    if (before?.kind === "overran") return before;
    const began = clock.now();
    if (before?.kind === "asked") {
      return began - before.at > reportDeadline ? this.#overran(node, worker) : before;
    }
    const said = ask(worker);
    if (clock.now() - began > reportDeadline) return this.#overran(node, worker);
    if (!isThenable(said)) return { kind: "answered", last: said };
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const came = (last: unknown): void => {
      this.#answers.set(worker, { kind: "answered", last });
      resolve();
    };
    whenSettled(said, came, (error) => came({ error: errorText(error) }));
    const asked: Answer = { kind: "asked", at: began, last: before?.last, done };
    this.#answers.set(worker, asked);
    return asked;
  }

  #overran(node: Node, worker: Worker): Answer {
    const deadline = this.#config.reportDeadline;
    this.#events.emit({ kind: "overran", manifold: node.name, what: "report", deadline });
    const answer: Answer = { kind: "overran" };
    this.#answers.set(worker, answer);
    return answer;
  }
}

function ask(worker: Worker): unknown {
  try {
    return worker.report?.();
  } catch (error) {
    return { error: errorText(error) };
  }
}
