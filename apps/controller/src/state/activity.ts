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

/** What may be lost when the power goes: who is connected, and the agents' logs. */
export interface Activity extends Disposable {
  /** Forgets who was connected: what a controller does when it starts, since nobody is yet. */
  clearPresence(): void;
  /** One more connection of the agent; the model is the agent's own. `now` in ms since the epoch. */
  connected(model: string, tag: string, now: number): void;
  /** One connection less. */
  disconnected(model: string, tag: string): void;
  /** The model's agents that are connected, each with the time (ms since the epoch) since when. */
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
