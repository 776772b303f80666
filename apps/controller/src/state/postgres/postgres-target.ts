// A postgres:// URL: what it says of hosts, TLS and times is left to the client's library, which also looks at
// the PG… variables and at ~/.pgpass. Its password is shown nowhere.
import { abortable, type Clock } from "@holdfast/ports";

import { ControllerError } from "../../errors.js";
import { Link } from "./link.js";

/** ms for a connection to be made, with TLS and the password. */
const CONNECT_LIMIT = 5000;
/** ms after which the server ends a transaction that is begun and not gone on with: others wait for it. */
const IDLE_LIMIT = 5000;

/** What is acknowledged is on the disk; a connection that is gone holds nobody up. */
const SESSION: readonly string[] = [
  `SET idle_in_transaction_session_timeout = ${IDLE_LIMIT}`,
  "SET tcp_keepalives_idle = 5",
  "SET tcp_keepalives_interval = 2",
  "SET tcp_keepalives_count = 3",
  `SELECT set_config('synchronous_commit', 'on', false)
   WHERE current_setting('synchronous_commit') IN ('off', 'local')`,
];

const LOOKS_LIKE = "it is like postgres://user@host:5432/database";

/** Whether the text is a URL of PostgreSQL's, as libpq has them. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//u.test(text);
}

/** A database of PostgreSQL's. */
export class PostgresTarget {
  readonly #url: string;
  readonly #clock: Clock;
  #shown = "PostgreSQL";

  /** @throws {@link ControllerError} ERR_STORE_URL */
  constructor(url: string, clock: Clock) {
    if (!isPostgresUrl(url)) {
      throw new ControllerError(
        "ERR_STORE_URL",
        `the store's URL does not begin with postgres://: ${LOOKS_LIKE}`,
      );
    }
    this.#url = url;
    this.#clock = clock;
  }

  /** Host, port and database, for people. */
  get shown(): string {
    return this.#shown;
  }

  /**
   * Connects. The library is loaded here: a controller on SQLite never needs it.
   *
   * @param name - what PostgreSQL calls the session
   * @throws {@link ControllerError} ERR_STORE_URL for a URL that cannot be read; else what the system or
   *   PostgreSQL says
   */
  async connect(name: string, signal: AbortSignal): Promise<Link> {
    const { Client } = await import("pg");
    const client = readable(
      () =>
        new Client({
          connectionString: asLibpq(this.#url),
          application_name: name,
          connectionTimeoutMillis: CONNECT_LIMIT,
          keepAlive: true,
          keepAliveInitialDelayMillis: IDLE_LIMIT,
        }),
    );
    const { host, port, database } = client;
    this.#shown = `PostgreSQL at ${host}:${port}, database ${database ?? ""}`;
    const link = new Link(client, this.#clock);
    try {
      await abortable<unknown>(signal, (resolve, reject) => {
        client.connect().then(resolve, reject);
      });
      await link.statements(SESSION, CONNECT_LIMIT);
      return link;
    } catch (error) {
      link.destroy(error);
      throw error;
    }
  }
}

function readable<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    // It is no cause of ours: the library's errors may hold the URL.
    const file =
      error instanceof Error && "path" in error
        ? `${String(error.path)} cannot be read`
        : undefined;
    throw new ControllerError(
      "ERR_STORE_URL",
      `the store's URL is not valid: ${file ?? LOOKS_LIKE}`,
    );
  }
}

/** `sslmode` means what it means to libpq. */
function asLibpq(url: string): string {
  if (/[?&](?:uselibpqcompat=|sslmode=no-verify)/u.test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}uselibpqcompat=true`;
}
