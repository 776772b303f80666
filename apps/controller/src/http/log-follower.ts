import type { Steps } from "../api/fair-turns.js";
import type { ControllerCore } from "../api/controller-core.js";
import { LOGS } from "../bounds.js";
import type { KeptLogRecord } from "../state/activity.js";
import type { LogQuery } from "./log-filter.js";

/** Where the records go. */
export interface LogSink {
  /** Whether it takes no more for now. */
  readonly full: boolean;
  send(record: KeptLogRecord): void;
  /** There is no more to come. */
  end(): void;
}

/** What is followed, for whom. */
export interface Followed {
  readonly core: ControllerCore;
  readonly model: string;
  /** Whose turn it is when it reads. */
  readonly user: string;
  readonly query: LogQuery;
  readonly sink: LogSink;
  /** Aborted once nobody follows. */
  readonly signal: AbortSignal;
}

// idle ──pump()──► reading ──pump()──► reading, more to come
//   ▲                 │ ▲                    │
//   └──nothing left───┘ └────────────────────┘
type State = "idle" | "reading" | "more to come";

/** Reads a model's log for somebody who follows it: a batch in each of its turns. */
export class LogFollower {
  readonly #followed: Followed;
  #number = 0;
  #left: number;
  #state: State = "idle";

  constructor(followed: Followed) {
    this.#followed = followed;
    const { maxLines } = followed.query;
    this.#left = maxLines === 0 ? Infinity : maxLines;
  }

  /** Begins with what is there already, as far as it is asked for. */
  async begin(): Promise<void> {
    const { core, user, signal } = this.#followed;
    this.#state = "reading";
    this.#number = await core.turns.runSteps(user, signal, this.#lookBack());
    await this.#read();
  }

  /** There are records, or the sink takes more: sends what there is. */
  async pump(): Promise<void> {
    if (this.#state !== "idle") {
      this.#state = "more to come";
      return;
    }
    this.#state = "reading";
    await this.#read();
  }

  async #read(): Promise<void> {
    const { core, user, signal } = this.#followed;
    do {
      this.#state = "reading";
      // oxlint-disable-next-line no-await-in-loop -- batch after batch
      while (await core.turns.run(user, signal, () => this.#readBatch()));
    } while (this.#hasMore());
    this.#state = "idle";
  }

  #hasMore(): boolean {
    return this.#state === "more to come";
  }

  /** Whether there may be more that can be sent now. */
  #readBatch(): boolean {
    const { core, model, query, sink, signal } = this.#followed;
    if (signal.aborted || sink.full) return false;
    const at = { model, number: this.#number, limit: LOGS.batch };
    const records = core.activity.logsAfter(at);
    for (const record of records) {
      this.#number = record.number;
      if (this.#left === 0 || !query.wants(record)) continue;
      this.#left -= 1;
      sink.send(record);
    }
    const over = this.#left === 0 || (records.length === 0 && query.noTail);
    if (over) sink.end();
    return !over && records.length > 0;
  }

  /** The number after which the first record is looked for. */
  *#lookBack(): Steps<number> {
    const { core, model, query } = this.#followed;
    if (query.replay) return 0;
    let [newest, before, looked, found] = [0, Number.MAX_SAFE_INTEGER, 0, 0];
    let first: number | undefined;
    while (looked < LOGS.lookedThrough) {
      const records = core.activity.logsBefore({ model, number: before, limit: LOGS.batch });
      newest = Math.max(newest, records[0]?.number ?? 0);
      for (const record of records) {
        if (found === query.backlog) break;
        before = record.number;
        if (!query.wants(record)) continue;
        found += 1;
        first = record.number;
      }
      looked += records.length;
      if (records.length === 0 || found === query.backlog) break;
      yield;
    }
    return first === undefined ? newest : first - 1;
  }
}
