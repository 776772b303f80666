// One list of everything that happened on disk and on the wire, in the order in which it happened:
// what "disk before wire" is read from.

/** Something that a strategy made happen. Passwords stand here in clear: it is for comparing only. */
export type JournalEntry =
  /** A socket was opened to the controller. */
  | {
      readonly kind: "opened";
      readonly connection: number;
      /** Whom the client's certificate names, where it showed one that the controller trusts. */
      readonly certified: string | undefined;
    }
  /** It is gone. */
  | { readonly kind: "closed"; readonly connection: number }
  /** A request reached the controller. */
  | {
      readonly kind: "request";
      readonly connection: number;
      /** `Admin.Login` for whatever the agent logs in by; `said` is what it really asked for. */
      readonly method: string;
      readonly said: string;
      readonly version: number;
      readonly params: unknown;
    }
  /** The controller took a password for the agent's entity. */
  | { readonly kind: "password-set"; readonly password: string }
  /** A change of the agent's configuration became durable. */
  | {
      readonly kind: "durable";
      readonly password: string;
      readonly oldPassword: string;
    };

/** Collects what happens; entries are never changed. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<() => void>();

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    for (const listener of this.#listeners) listener();
  }

  /** The entries of one kind. */
  of<K extends JournalEntry["kind"]>(kind: K): Extract<JournalEntry, { kind: K }>[] {
    return this.#entries.filter(
      (entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind,
    );
  }

  /** How often a method was called; `Admin.Login` is whatever the agent logs in by. */
  count(method: string): number {
    return this.of("request").filter((entry) => entry.method === method).length;
  }

  /** Calls back after each entry. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves as soon as `condition` holds; looks again after each entry. */
  async until(condition: (journal: this) => boolean): Promise<void> {
    if (condition(this)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const unsubscribe = this.subscribe(() => {
      if (condition(this)) resolve();
    });
    await promise;
    unsubscribe();
  }
}
