import { expect, test } from "vitest";
import { logEvents } from "../../src/events/event-logger.js";
import type { Happening, Logger } from "../../src/index.js";

const manifold = "a";
const error = new Error("broken");
const because = { manifold, what: "installed" } as const;
const ended = { kind: "ended", manifold, outcome: "failed", asked: false, error } as const;
const lastEnded = { kind: "last ended", manifold, asked: false, ran: 1 } as const;

const LEVELS: readonly (readonly [keyof Logger, Happening])[] = [
  ["error", { kind: "fatal", manifold, error }],
  ["error", { kind: "kill failed", manifold, error }],
  ["error", { kind: "subscriber failed", error }],
  ["error", ended],
  ["debug", { ...ended, asked: true }],
  ["debug", { ...ended, outcome: "bounce" }],
  ["debug", { ...ended, outcome: "finished", asked: true }],
  ["warn", { kind: "overran", manifold, what: "stop", deadline: 1 }],
  ["warn", { kind: "escalated", manifold, to: ["b"] }],
  ["warn", { kind: "resting", manifold, why: "degraded" }],
  ["debug", { kind: "resting", manifold, why: "missing" }],
  ["info", { kind: "engine stopping" }],
  ["info", { kind: "engine stopped" }],
  ["info", { kind: "ended late", manifold }],
  ["info", { kind: "removed", manifold }],
  ["info", { kind: "replaced", manifold, inputs: [], optional: [] }],
  ["debug", { kind: "installed", manifold, inputs: [], optional: [] }],
  ["debug", { kind: "starting", manifold, attempt: 1, without: [], because }],
  ["debug", { kind: "started", manifold, took: 1, count: 1 }],
  ["debug", { kind: "outdated", manifold, by: "update", because }],
  ["debug", { kind: "updating", manifold, because }],
  ["debug", { kind: "updated", manifold, took: 1, count: 1 }],
  ["error", { kind: "update failed", manifold, error }],
  ["debug", { kind: "kept", manifold, dependents: ["b"] }],
  ["error", { kind: "same failed", manifold, error }],
  ["debug", { kind: "superseded", manifold }],
  ["error", { ...lastEnded, outcome: "failed", error }],
  ["debug", { ...lastEnded, outcome: "failed", asked: true, error }],
  ["debug", { ...lastEnded, outcome: "finished", asked: true }],
  ["debug", { kind: "draining", manifold, because }],
  ["debug", { kind: "aborting", manifold, because }],
  ["debug", { kind: "stopping", manifold }],
  ["debug", { kind: "retrying", manifold, delay: 1, errors: 1 }],
  ["debug", { kind: "wave began", wave: 1, because }],
  ["debug", { kind: "wave settled", wave: 1, took: 1, started: 1, ended: 0 }],
];

test.each(LEVELS)("at the level %s the log is told of %o", (level, happening) => {
  const lines: unknown[] = [];
  const log = (at: keyof Logger) => (message: string, fields: unknown) => {
    lines.push([at, message, fields]);
  };
  const logger: Logger = {
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
  };
  logEvents(logger)({ seq: 1, at: 2, ...happening });
  const { kind, ...fields } = happening;
  const told =
    "error" in fields ? { ...fields, error: { name: "Error", message: "broken" } } : fields;
  expect(lines).toEqual([[level, kind, told]]);
});
