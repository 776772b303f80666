import type { Activity, KeptLogRecord, LogRecord, OpenSession } from "../activity.js";
import type { SharedSessions } from "./shared-sessions.js";

/** {@link Activity} where there are several controllers: it has the sessions of all, and its own logs. */
export class SharedActivity implements Activity {
  readonly #logs: Activity;
  readonly #sessions: SharedSessions;

  /** @param logs - the data directory's, which it disposes of */
  constructor(logs: Activity, sessions: SharedSessions) {
    this.#logs = logs;
    this.#sessions = sessions;
  }

  running(): ReadonlySet<string> {
    return this.#sessions.live;
  }

  clearSessions(): void {
    this.#logs.clearSessions();
  }

  opened(session: OpenSession): () => void {
    return this.#sessions.opened(session);
  }

  sessions(): readonly OpenSession[] {
    return this.#sessions.all();
  }

  present(model: string): ReadonlyMap<string, number> {
    const present = new Map<string, number>();
    for (const { kind, home, tag, since } of this.#sessions.all()) {
      if (kind !== "api" || home !== model) continue;
      present.set(tag, Math.min(since, present.get(tag) ?? since));
    }
    return present;
  }

  addLog(record: LogRecord): void {
    this.#logs.addLog(record);
  }

  logs(query: Parameters<Activity["logs"]>[0]): readonly KeptLogRecord[] {
    return this.#logs.logs(query);
  }

  logsAfter(query: Parameters<Activity["logsAfter"]>[0]): readonly KeptLogRecord[] {
    return this.#logs.logsAfter(query);
  }

  logsBefore(query: Parameters<Activity["logsBefore"]>[0]): readonly KeptLogRecord[] {
    return this.#logs.logsBefore(query);
  }

  onLog(model: string, listener: () => void): () => void {
    return this.#logs.onLog(model, listener);
  }

  [Symbol.dispose](): void {
    this.#sessions.destroy();
    this.#logs[Symbol.dispose]();
  }
}
