// Who is connected to which controller of a store. It is only displayed: nothing of it is in the order of the
// commits, nobody waits for it, and a crash of PostgreSQL may empty its tables (they are not logged). Each
// controller writes its own sessions, says every few seconds that it is there, and reads those of the others.
import { abortable, type Clock, onAbort } from "@holdfast/ports";

import type { OpenSession } from "../activity.js";
import { Connecting, type ConnectingOptions } from "./connecting.js";
import type { Link, PostgresRow } from "./link.js";
import { postgresFailure } from "./postgres-failure.js";

/** ms between two looks at the others, and two signs of life. */
const LOOK = 2000;
/** ms after which a controller that gives no sign of life is not there. */
const GONE = 10_000;
/** ms that what there is to write is collected for: a herd comes in by the thousand. */
const COLLECT = 100;
/** ms for an answer. */
const LIMIT = 5000;
/** Sessions in one statement. */
const MOST = 2000;

type Change =
  | { readonly kind: "opened"; readonly number: number; readonly session: OpenSession }
  | { readonly kind: "over"; readonly number: number };

export interface SharedSessionsOptions extends ConnectingOptions {
  readonly clock: Clock;
  /** The id of the controller whose sessions are written; undefined for who only looks. */
  readonly node: string | undefined;
}

/** The sessions of all controllers of a store. */
export class SharedSessions {
  readonly #options: SharedSessionsOptions;
  readonly #connecting: Connecting;
  readonly #ended: Promise<void>;
  readonly #own = new Map<number, OpenSession>();
  #changes: Change[] = [];
  #number = 0;
  /** The connection to which all of our own have been written. */
  #written: Link | undefined;
  #others: readonly OpenSession[] = [];
  #live: ReadonlySet<string> = new Set();
  /** What each of the others had written when it was read last. */
  #read = "";
  #wake: (() => void) | undefined;

  private constructor(options: SharedSessionsOptions) {
    this.#options = options;
    this.#connecting = new Connecting(options);
    this.#ended = this.#run();
  }

  /** Begins to write and to read. */
  static start(options: SharedSessionsOptions): SharedSessions {
    return new SharedSessions(options);
  }

  /**
   * Looks once, for who does not stay.
   *
   * @throws {@link ControllerError} ERR_STORE_UNAVAILABLE, and as PostgreSQL's refusals are told
   */
  static async once(options: Omit<SharedSessionsOptions, "node">): Promise<SharedSessions> {
    const over = AbortSignal.abort();
    const sessions = new SharedSessions({ ...options, node: undefined, signal: over });
    try {
      const link = await options.target.connect(options.name, options.signal);
      try {
        await sessions.#look(link);
      } finally {
        await link.end(LIMIT);
      }
    } catch (error) {
      throw postgresFailure("cannot read from", options.target.shown, error);
    }
    return sessions;
  }

  /** Those of all controllers that are there, the longest first. */
  all(): readonly OpenSession[] {
    const { node: controller } = this.#options;
    const own = [...this.#own.values()].map((session) => ({ ...session, controller }));
    return [...own, ...this.#others].toSorted((one, other) => one.since - other.since);
  }

  /** The controllers that are there, this one too, by their ids. */
  get live(): ReadonlySet<string> {
    const { node } = this.#options;
    return node === undefined ? this.#live : new Set([...this.#live, node]);
  }

  /** Tells the others of a session of our own. Returns what tells of its end. */
  opened(session: OpenSession): () => void {
    this.#number += 1;
    const number = this.#number;
    this.#own.set(number, session);
    this.#change({ kind: "opened", number, session });
    return () => {
      if (this.#own.delete(number)) this.#change({ kind: "over", number });
    };
  }

  /** Forgets the connection at once. */
  destroy(): void {
    this.#connecting.destroy();
  }

  /** Fulfilled once it has ended, which its options' signal makes it do. */
  async end(limit: number): Promise<void> {
    await this.#ended;
    const { node } = this.#options;
    const link = this.#written;
    if (node !== undefined && link?.lost.aborted === false) {
      const gone = `DELETE FROM serving WHERE controller = ${link.literal(node)}`;
      // Where that fails the others see it after a while.
      await link.statements([gone], limit).catch(() => undefined);
    }
    await this.#connecting.end(limit);
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      const went = await this.#connecting.attempt(async (link) => {
        await this.#write(link);
        await this.#look(link);
      });
      if (went !== "done") {
        // All of our own are written anew then: what has changed meanwhile need not be kept.
        this.#written = undefined;
        this.#changes = [];
      }
      await this.#rest();
    }
  }

  async #write(link: Link): Promise<void> {
    const { node } = this.#options;
    if (node === undefined) return;
    const all = this.#written !== link;
    const changes = all ? this.#everything() : this.#changes;
    this.#changes = [];
    // What fails below is written as a whole on the next connection.
    this.#written = undefined;
    const id = link.literal(node);
    const sql = [
      `INSERT INTO serving (controller, seen, number) VALUES (${id}, now(), 1)
       ON CONFLICT (controller) DO UPDATE SET seen = now()`,
      ...(all ? [`DELETE FROM sessions WHERE controller = ${id}`] : []),
    ];
    await link.statements(sql, LIMIT);
    for (let from = 0; from < changes.length; from += MOST) {
      await link.statements(statementsOf(link, id, changes.slice(from, from + MOST)), LIMIT);
    }
    // The last, so that whoever sees another number reads all that it stands for.
    const told = `UPDATE serving SET number = number + 1 WHERE controller = ${id}`;
    if (all || changes.length > 0) await link.statements([told], LIMIT);
    this.#written = link;
  }

  #everything(): readonly Change[] {
    return [...this.#own].map(([number, session]) => ({ kind: "opened", number, session }));
  }

  async #look(link: Link): Promise<void> {
    const [rows = []] = await link.statements(
      [
        `SELECT controller, number FROM serving
         WHERE seen > now() - interval '${GONE} milliseconds' ORDER BY controller`,
      ],
      LIMIT,
    );
    this.#live = new Set(rows.map(({ controller }) => String(controller)));
    const read = JSON.stringify(rows);
    if (read === this.#read) return;
    const wanted = [...this.#live].filter((id) => id !== this.#options.node);
    this.#others = wanted.length === 0 ? [] : await readSessions(link, wanted);
    this.#read = read;
  }

  /** Until there is something to write, or it is time to look. */
  async #rest(): Promise<void> {
    const { clock, signal } = this.#options;
    const wait = this.#changes.length > 0 ? COLLECT : LOOK;
    await abortable<void>(signal, (resolve) => {
      let timer = clock.setTimeout(resolve, wait);
      this.#wake = () => {
        this.#wake = undefined;
        clock.clearTimeout(timer);
        timer = clock.setTimeout(resolve, COLLECT);
      };
      const leave = onAbort(this.#written?.lost, resolve);
      return () => {
        this.#wake = undefined;
        clock.clearTimeout(timer);
        leave();
      };
    }).catch(() => undefined);
  }
}

async function readSessions(link: Link, controllers: readonly string[]): Promise<OpenSession[]> {
  const ids = controllers.map((id) => link.literal(id)).join(", ");
  const [rows = []] = await link.statements(
    [`SELECT * FROM sessions WHERE controller IN (${ids}) ORDER BY since, controller, number`],
    LIMIT,
  );
  return rows.map(sessionOf);
}

function statementsOf(link: Link, id: string, changes: readonly Change[]): string[] {
  const rows = changes.flatMap((change) =>
    change.kind === "opened" ? [{ number: change.number, ...change.session }] : [],
  );
  const over = changes.flatMap((change) => (change.kind === "over" ? [change.number] : []));
  const columns = "number, kind, tag, home, model, address, since, version";
  return [
    ...(rows.length === 0
      ? []
      : [
          `INSERT INTO sessions (controller, ${columns})
           SELECT ${id}, ${columns} FROM jsonb_to_recordset(${link.literal(JSON.stringify(rows))}::jsonb)
           AS row (number bigint, kind text, tag text, home text, model text, address text, since bigint, version text)
           ON CONFLICT (controller, number) DO NOTHING`,
        ]),
    ...(over.length === 0
      ? []
      : [`DELETE FROM sessions WHERE controller = ${id} AND number IN (${over.join(", ")})`]),
  ];
}

const optional = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

function sessionOf(row: PostgresRow): OpenSession {
  const kind = String(row["kind"]);
  return {
    kind: kind === "logsink" || kind === "debug-log" ? kind : "api",
    tag: String(row["tag"]),
    home: optional(row["home"]),
    model: optional(row["model"]),
    address: String(row["address"]),
    since: Number(row["since"]),
    version: optional(row["version"]),
    controller: String(row["controller"]),
  };
}
