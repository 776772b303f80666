import { LOGS } from "../bounds.js";

/** Whose oldest records are the next to go, and how many bytes of them. */
export interface Excess {
  readonly model: string;
  readonly tag: string;
  readonly bytes: number;
}

/** Bytes of logs that are kept: of each agent, and of all together. */
export interface LogLimits {
  readonly agent: number;
  readonly all: number;
}

/** Their database takes somewhat more: records have a head, and pages that went stay in the file. */
export const LOG_LIMITS: LogLimits = { agent: LOGS.ofAgent, all: LOGS.ofAll };

/** This part of an agent's limit goes at once besides, so that most records push out none. */
const STEP = 1 / 64;

/** What is kept of a model's logs, in bytes. */
interface Kept {
  total: number;
  readonly agents: Map<string, number>;
}

/** Counts what is kept of each agent's log, and says whose oldest records have to go. */
export class LogQuota {
  readonly #limits: LogLimits;
  readonly #models = new Map<string, Kept>();
  #total = 0;

  constructor(limits: LogLimits) {
    this.#limits = limits;
  }

  /** @param bytes - that were written, or, where negative, that went */
  add(model: string, tag: string, bytes: number): void {
    let kept = this.#models.get(model);
    if (kept === undefined) {
      kept = { total: 0, agents: new Map() };
      this.#models.set(model, kept);
    }
    this.#total += bytes;
    kept.total += bytes;
    const own = (kept.agents.get(tag) ?? 0) + bytes;
    if (own > 0) kept.agents.set(tag, own);
    else kept.agents.delete(tag);
    if (kept.agents.size === 0) this.#models.delete(model);
  }

  /** What has to go now that this agent has written; undefined where there is room. */
  excess(model: string, tag: string): Excess | undefined {
    const { agent, all } = this.#limits;
    const own = this.#models.get(model)?.agents.get(tag) ?? 0;
    if (own > agent) return { model, tag, bytes: own - agent + agent * STEP };
    if (this.#total <= all) return undefined;
    // Of the largest model the largest agent: many agents in a model push out nothing of another's.
    const most = largest(this.#models, ({ total }) => total);
    const who = largest(this.#models.get(most)?.agents ?? [], (bytes) => bytes);
    return { model: most, tag: who, bytes: this.#total - all + agent * STEP };
  }
}

function largest<T>(entries: Iterable<readonly [string, T]>, sizeOf: (value: T) => number): string {
  let name = "";
  let most = -1;
  for (const [key, value] of entries) {
    if (sizeOf(value) > most) [name, most] = [key, sizeOf(value)];
  }
  return name;
}
