/**
 * What a command of Holdfast ends with; people, systemd and checks lean on these four.
 * `stopped`: it did what was asked, or stopped because it was asked to. `failed`: anything else.
 * `usage`: wrong flags or configuration; asking again changes nothing until someone edits something.
 * `impossible`: the controller will never admit this agent; see systemd's `RestartPreventExitStatus`.
 */
export const EXIT = { stopped: 0, failed: 1, usage: 2, impossible: 3 } as const;

/** 0, 1, 2 or 3: see {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
