/*
 * What the engine must come to, as the simplest program that says it: after every change, walk the
 * graph from its roots; whoever was set moving, or sees other outputs than when it was last tried, is
 * renewed, once: updated, started beside itself, or stopped and started. No time, no order of events, no
 * counters.
 */

export interface Wish {
  readonly inputs: readonly string[];
  /** Those without which its start throws a MissingError. */
  readonly needs: ReadonlySet<string>;
  /** Its output is compared, and changes with every so many starts and updates. */
  readonly samePer?: number | undefined;
  readonly updates?: "never" | "well" | "in vain";
  readonly overlap?: boolean;
}

/** What set a manifold moving: its own end; or somebody who wants it renewed, for which it runs on where it can. */
type Moved = "ended" | "asked" | undefined;

interface Entry {
  wish: Wish;
  running: boolean;
  held: boolean;
  moved: Moved;
  /** The generation of each input when it was last tried, 0 for one that was not there. */
  tried: ReadonlyMap<string, number> | undefined;
  /** Of its output, as its dependents see it; another one for each that is not the same. */
  generation: number;
  /** Its output as it is compared; undefined while it has none. */
  value: number | undefined;
  /** Starts and updates of this wish. */
  made: number;
  /** In the present change its dependents had to let go of its output. */
  withdrawn: boolean;
}

export class ReferenceModel {
  readonly #entries = new Map<string, Entry>();
  /** Successful starts, updates, and instants without a worker after one, by name, for as long as the model lives. */
  readonly starts = new Map<string, number>();
  readonly updates = new Map<string, number>();
  readonly gaps = new Map<string, number>();
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

  /** Its output, as it is compared. */
  value(name: string): number | undefined {
    return this.#entries.get(name)?.value;
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
    this.#entries.set(name, {
      wish,
      running: false,
      held: false,
      moved: "asked",
      tried: undefined,
      generation: 0,
      value: undefined,
      made: 0,
      withdrawn: false,
    });
    this.#settle();
  }

  replace(name: string, wish: Wish): void {
    this.#change(name, (entry) => {
      // Both must be of the kind, for what runs to be renewed as that kind is.
      const isOneOf = (kind: (of: Wish) => boolean): boolean => kind(wish) && kind(entry.wish);
      const keepsInputs = this.holds(name).every((input) => wish.inputs.includes(input));
      const overlaps = keepsInputs && isOneOf(({ overlap }) => overlap === true);
      const isValue = isOneOf(({ samePer }) => samePer !== undefined);
      entry.moved = overlaps ? "asked" : "ended";
      if (!isValue) entry.value = undefined;
      entry.wish = wish;
      entry.made = 0;
    });
  }

  remove(name: string): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) this.#stops(name, entry);
    this.#entries.delete(name);
    this.#settle();
  }

  /** It ends and is to be started again: after an error, or because it asked for that. */
  restart(name: string): void {
    this.#move(name, "ended");
  }

  /** Somebody asks for a restart of it. */
  bounce(name: string): void {
    this.#move(name, "asked");
  }

  /** It ends, and rests until an input changes. */
  finish(name: string): void {
    this.#change(name, (entry) => this.#stops(name, entry));
  }

  hold(name: string): void {
    this.#change(name, (entry) => {
      entry.held = true;
      this.#stops(name, entry);
    });
  }

  release(name: string): void {
    this.#change(name, (entry) => {
      if (!entry.held) return;
      entry.held = false;
      entry.moved = "asked";
    });
  }

  #move(name: string, moved: Moved): void {
    this.#change(name, (entry) => {
      entry.moved = moved;
    });
  }

  #change(name: string, change: (entry: Entry) => void): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    change(entry);
    this.#settle();
  }

  #settle(): void {
    for (const entry of this.#entries.values()) entry.withdrawn = false;
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
    const others = [...now].filter(([input, at]) => entry.tried?.get(input) !== at);
    if (entry.held || (entry.moved === undefined && others.length === 0)) return;
    // An input that went, if only for a while, had to be let go of.
    const isSmooth = others.every(([input, at]) => !this.#hasGone(input, at, entry));
    const { wish, moved } = entry;
    entry.moved = undefined;
    entry.tried = now;
    const canRun = [...wish.needs].every((input) => (now.get(input) ?? 0) > 0);
    if (!canRun) {
      this.#stops(name, entry);
      return;
    }
    const runsOn = entry.running && isSmooth && moved !== "ended";
    if (runsOn && moved === undefined && wish.updates === "well") {
      add(this.updates, name);
      if (wish.samePer !== undefined) this.#offer(entry, wish.samePer);
      return;
    }
    if (entry.running && !(runsOn && wish.overlap === true)) {
      add(this.gaps, name);
      if (wish.samePer === undefined || entry.value === undefined) entry.withdrawn = true;
    }
    entry.running = true;
    add(this.starts, name);
    if (entry.withdrawn) entry.value = undefined;
    this.#offer(entry, wish.samePer);
  }

  /** It has an output: the same as the last, or another. */
  #offer(entry: Entry, samePer: number | undefined): void {
    const value = samePer === undefined ? undefined : Math.floor(entry.made / samePer);
    entry.made += 1;
    const isSame = value !== undefined && entry.value === value;
    entry.value = value;
    if (isSame) return;
    this.#generations += 1;
    entry.generation = this.#generations;
  }

  #stops(name: string, entry: Entry): void {
    if (entry.running) add(this.gaps, name);
    entry.running = false;
    entry.value = undefined;
  }

  /** Whether what it held of `input` had to be let go of. */
  #hasGone(input: string, now: number, { tried }: Entry): boolean {
    const wasHeld = (tried?.get(input) ?? 0) > 0;
    return wasHeld && (now === 0 || this.#entries.get(input)?.withdrawn === true);
  }

  #generationOf(name: string): number {
    const entry = this.#entries.get(name);
    return entry?.running === true ? entry.generation : 0;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
