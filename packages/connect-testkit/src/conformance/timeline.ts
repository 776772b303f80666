import type { Journal, JournalEntry } from "../journal.js";

/** What a strategy made happen, in order, a line each; no password is in it. */
export function timelineOf(journal: Journal): readonly string[] {
  return journal.entries.map(line);
}

function line(entry: JournalEntry): string {
  switch (entry.kind) {
    case "opened":
      return `connection ${entry.connection} opened`;
    case "closed":
      return `connection ${entry.connection} closed`;
    case "request":
      return `connection ${entry.connection}: ${entry.said}`;
    case "password-set":
      return "the controller took a password";
    case "durable":
      return "agent.conf became durable";
  }
}
