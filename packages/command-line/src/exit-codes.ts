// The exit codes of every command of Holdfast: this list is what `--help` prints, what the docs say,
// and what decides whether a supervisor starts a command again.

/** The four exit codes, by name; what each means is in {@link exitCodes}. */
export const EXIT = { stopped: 0, failed: 1, usage: 2, impossible: 3 } as const;

/** 0, 1, 2 or 3: see {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What one exit code means. */
export interface ExitCodeMeaning {
  readonly code: ExitCode;
  readonly meaning: string;
  /** Whether starting the command again can help; systemd's `RestartPreventExitStatus` has the others. */
  readonly restart: boolean;
}

/**
 * Every exit code, in order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exitCodes } from "@holdfast/command-line";
 *
 * const restart = exitCodes.filter(({ restart }) => restart);
 * assert.deepEqual(restart.map(({ code }) => code), [1]);
 * ```
 */
export const exitCodes: readonly ExitCodeMeaning[] = [
  {
    code: EXIT.stopped,
    meaning: "did what was asked, or stopped because it was asked to",
    restart: false,
  },
  {
    code: EXIT.failed,
    meaning: "failed; the last line on standard error says why",
    restart: true,
  },
  {
    code: EXIT.usage,
    meaning: "wrong usage or configuration: edit something before trying again",
    restart: false,
  },
  {
    code: EXIT.impossible,
    meaning: "the controller will not admit this agent, now or later",
    restart: false,
  },
];
