/** A line of an agent's log, as it came over the wire. */
export interface LogRecord {
  readonly model: string;
  readonly tag: string;
  /** ms since the epoch, by the controller's clock; not of what came before it was noted. */
  readonly received?: number;
  /** RFC 3339, by the agent's clock: whatever the agent says. */
  readonly time: string;
  readonly module: string;
  readonly location: string;
  readonly level: string;
  readonly message: string;
}

/** A record that is kept, and its place among the others. */
export interface KeptLogRecord extends LogRecord {
  readonly number: number;
}

/** What a session is for: calls, an agent's log that comes in, or a model's log that somebody reads. */
export type SessionKind = "api" | "logsink" | "debug-log";

/** A connection on which somebody has logged in. */
export interface OpenSession {
  readonly kind: SessionKind;
  /** Such as `machine-0` or `user-admin`; `anonymous` for who logged in as nobody in particular. */
  readonly tag: string;
  /** Of an agent, its own model's UUID; undefined for all others. */
  readonly home: string | undefined;
  /** The UUID of the model that it is connected to; undefined for the controller's own API. */
  readonly model: string | undefined;
  /** The client's, host:port. */
  readonly address: string;
  /** ms since the epoch */
  readonly since: number;
  /** Which version the client says it is of; undefined where it does not. */
  readonly version: string | undefined;
  /** The id of the controller that it is with; undefined where there is but one. */
  readonly controller?: string | undefined;
}

/** What may be lost when the power goes: who is connected, and the agents' logs. */
export interface Activity extends Disposable {
  /** The ids of the controllers that run, as far as is known here; undefined where there is but one. */
  running(): ReadonlySet<string> | undefined;
  /** Forgets who was connected: what a controller does when it starts, since nobody is yet. */
  clearSessions(): void;
  /** Notes that somebody is connected. Returns what notes the end of it. */
  opened(session: OpenSession): () => void;
  /** Who is connected, the longest first. */
  sessions(): readonly OpenSession[];
  /**
   * The model's agents that are connected to the API, wherever in the controller, each with the time
   * (ms since the epoch) since when: that of its oldest session.
   */
  present(model: string): ReadonlyMap<string, number>;
  addLog(record: LogRecord): void;
  /** The newest records, the oldest of them first; of all models where none is named. */
  logs(query: { readonly model?: string; readonly limit: number }): readonly KeptLogRecord[];
  /** The model's records after that number, the oldest first. */
  logsAfter(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[];
  /** The model's records before that number, the newest first. */
  logsBefore(query: {
    readonly model: string;
    readonly number: number;
    readonly limit: number;
  }): readonly KeptLogRecord[];
  /** Calls back at each record of the model that this process adds. Returns what ends that. */
  onLog(model: string, listener: () => void): () => void;
}
