/*
 * What the engine must come to, as the simplest program that says it: after every change, walk the
 * graph from its roots; whoever was set moving, or sees other inputs than when it was last tried,
 * is stopped and tried again, once. No time, no order of events, no counters.
 */

export interface Wish {
  readonly inputs: readonly string[];
  /** Those without which its start throws a MissingError. */
  readonly needs: ReadonlySet<string>;
}

interface Entry {
  wish: Wish;
  running: boolean;
  held: boolean;
  /** It ended, or was told to restart. */
  moved: boolean;
  /** The generation of each input when it was last tried, 0 for one that was not there. */
  tried: ReadonlyMap<string, number> | undefined;
  generation: number;
}

export class ReferenceModel {
  readonly #entries = new Map<string, Entry>();
  /** Successful starts, by name, for as long as the model lives. */
  readonly starts = new Map<string, number>();
  #generations = 0;

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  isRunning(name: string): boolean {
    return this.#entries.get(name)?.running ?? false;
  }

  /** The inputs that a running one got. */
  holds(name: string): string[] {
    const tried = this.#entries.get(name)?.tried ?? new Map<string, number>();
    return [...tried].flatMap(([input, generation]) => (generation > 0 ? [input] : []));
  }

  /** Whether `name` would depend on itself with these inputs. */
  wouldCycle(name: string, inputs: readonly string[]): boolean {
    const seen = new Set<string>();
    const reaches = (at: string): boolean => {
      if (at === name) return true;
      if (seen.has(at)) return false;
      seen.add(at);
      return (this.#entries.get(at)?.wish.inputs ?? []).some(reaches);
    };
    return inputs.some(reaches);
  }

  needs(name: string): ReadonlySet<string> {
    return this.#entries.get(name)?.wish.needs ?? new Set();
  }

  /** Whether `from` depends on `to`, through any number of others, or is it. */
  reaches(from: string, to: string): boolean {
    if (from === to) return true;
    return (this.#entries.get(from)?.wish.inputs ?? []).some((input) => this.reaches(input, to));
  }

  install(name: string, wish: Wish): void {
    const entry = { running: false, held: false, moved: true, tried: undefined, generation: 0 };
    this.#entries.set(name, { wish, ...entry });
    this.#settle();
  }

  replace(name: string, wish: Wish): void {
    this.#change(name, (entry) => {
      entry.wish = wish;
      entry.moved = true;
    });
  }

  remove(name: string): void {
    this.#entries.delete(name);
    this.#settle();
  }

  /** It ends and is to be started again: after an error, a bounce, or because somebody asked. */
  restart(name: string): void {
    this.#change(name, (entry) => {
      entry.moved = true;
    });
  }

  /** It ends, and rests until an input changes. */
  finish(name: string): void {
    this.#change(name, (entry) => {
      entry.running = false;
    });
  }

  hold(name: string): void {
    this.#change(name, (entry) => {
      entry.held = true;
      entry.running = false;
    });
  }

  release(name: string): void {
    this.#change(name, (entry) => {
      if (!entry.held) return;
      entry.held = false;
      entry.moved = true;
    });
  }

  #change(name: string, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    change(entry);
    this.#settle();
  }

  #settle(): void {
    const visited = new Set<string>();
    const visit = (name: string): void => {
      const entry = this.#entries.get(name);
      if (entry === undefined || visited.has(name)) return;
      visited.add(name);
      entry.wish.inputs.forEach(visit);
      this.#try(name, entry);
    };
    for (const name of this.#entries.keys()) visit(name);
  }

  #try(name: string, entry: Entry): void {
    const now = new Map(entry.wish.inputs.map((input) => [input, this.#generationOf(input)]));
    if (entry.held || !(entry.moved || differs(now, entry.tried))) return;
    entry.moved = false;
    entry.tried = now;
    entry.running = [...entry.wish.needs].every((input) => (now.get(input) ?? 0) > 0);
    if (!entry.running) return;
    this.#generations += 1;
    entry.generation = this.#generations;
    this.starts.set(name, (this.starts.get(name) ?? 0) + 1);
  }

  #generationOf(name: string): number {
    const entry = this.#entries.get(name);
    return entry?.running === true ? entry.generation : 0;
  }
}

function differs(
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number> | undefined,
): boolean {
  return [...now].some(([input, generation]) => before?.get(input) !== generation);
}
