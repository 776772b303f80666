import { abortable, type Clock } from "@holdfast/ports";
import type { Client, QueryResult } from "pg";

/** A row as PostgreSQL gives it. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** The connection is gone, or was given up since the server did not answer in time. */
export class LinkLostError extends Error {
  override readonly name = "LinkLostError";
}

/**
 * One connection to PostgreSQL. A query that is not answered in time ends it: what a silent server has
 * done with it is for the next connection to find out.
 */
export class Link {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #lost = new AbortController();

  /** @param client - connected */
  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    client.on("error", (cause) => this.#lose(cause));
    client.on("end", () => this.#lose(undefined));
  }

  /** Aborted, with a {@link LinkLostError}, once the connection is gone. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Calls back with each notification's payload, for as long as the connection lives. */
  onNotification(listener: (payload: string) => void): void {
    this.#client.on("notification", ({ payload = "" }) => listener(payload));
  }

  /** The text as a literal of SQL's, for several statements in one message, which take no parameters. */
  literal(text: string): string {
    return this.#client.escapeLiteral(text);
  }

  /**
   * What each of the statements gives: all of them one message and one answer.
   *
   * @param limit - ms
   * @throws a {@link LinkLostError}, or what PostgreSQL says
   */
  async statements(
    sql: readonly string[],
    limit: number,
  ): Promise<readonly (readonly PostgresRow[])[]> {
    const results = await this.#answered(
      // One statement has one result, several have several, which the types do not say.
      (): Promise<QueryResult<PostgresRow> | QueryResult<PostgresRow>[]> =>
        this.#client.query(sql.join(";\n")),
      limit,
    );
    return (Array.isArray(results) ? results : [results]).map(({ rows }) => rows);
  }

  /** What one statement with parameters gives; it is prepared once, by its name. As {@link statements} otherwise. */
  async query(
    statement: { readonly name: string; readonly text: string },
    values: readonly unknown[],
    limit: number,
  ): Promise<readonly PostgresRow[]> {
    const { rows } = await this.#answered(
      () => this.#client.query<PostgresRow>({ ...statement, values: [...values] }),
      limit,
    );
    return rows;
  }

  /** Takes leave of the server; broken off where it does not answer. */
  async end(limit: number): Promise<void> {
    const timer = this.#clock.setTimeout(() => this.destroy(undefined), limit);
    await this.#client.end();
    this.#clock.clearTimeout(timer);
  }

  /** Breaks it off at once, whatever it is at. */
  destroy(cause: unknown): void {
    this.#lose(cause);
    this.#client.connection.stream.destroy();
  }

  #answered<T>(ask: () => Promise<T>, limit: number): Promise<T> {
    return abortable<T>(this.lost, (resolve, reject) => {
      const silent = (): void => this.destroy(new Error(`no answer within ${limit} ms`));
      const timer = this.#clock.setTimeout(silent, limit);
      ask().then(resolve, (error: unknown) => {
        if (isRefusal(error)) reject(error);
        else this.destroy(error);
      });
      return () => this.#clock.clearTimeout(timer);
    });
  }

  #lose(cause: unknown): void {
    if (this.lost.aborted) return;
    this.#lost.abort(new LinkLostError("the connection to PostgreSQL is lost", { cause }));
  }
}

/** What the server says of one statement. What ends the connection (FATAL) leaves open what it had done. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "severity" in error && error.severity === "ERROR";
}
