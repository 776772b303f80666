/** A method of a facade, and the versions in which it is served. */
export interface Method {
  readonly facade: string;
  readonly method: string;
  readonly versions: readonly number[];
}

const nameOf = ({ facade, method }: Pick<Method, "facade" | "method">): string =>
  `${facade}.${method}`;

/** What became of all calls, by method: which branches of which handlers were reached. */
export class Outcomes {
  readonly #methods: readonly Method[];
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(methods: readonly Method[]) {
    this.#methods = methods;
    for (const method of methods) this.#counts.set(nameOf(method), new Map());
  }

  add(method: Pick<Method, "facade" | "method">, outcome: string): void {
    const counts = this.#counts.get(nameOf(method));
    counts?.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }

  /** Those that were not answered with success yet. */
  get missing(): readonly Method[] {
    return this.#methods.filter((method) => !this.#counts.get(nameOf(method))?.has("ok"));
  }

  /** The share of the methods that were answered with success, from 0 to 1. */
  get reached(): number {
    return 1 - this.missing.length / this.#methods.length;
  }

  /** How many different outcomes there were, of all methods together. */
  get branches(): number {
    return [...this.#counts.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A line for each method. */
  toString(): string {
    const lines = [...this.#counts].map(([name, counts]) => {
      const said = [...counts].map(([outcome, count]) => `${outcome} ${count}`);
      return `${name}: ${said.join(", ") || "not asked"}`;
    });
    return lines.toSorted().join("\n");
  }
}
