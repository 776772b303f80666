// Running another command and waiting for it, in the two ways that the commands here need.
import { spawnSync } from "node:child_process";
import process from "node:process";

import { root } from "./workspace.ts";

export interface RunOptions {
  /** The root of the repository, unless told otherwise. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it reads from stdin; only for {@link capture}. */
  readonly input?: string;
  /** ms; a command that takes longer is killed. No limit unless told otherwise. */
  readonly timeout?: number;
}

export interface CommandResult {
  /** The exit code; undefined where the command could not start, was killed, or took too long. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** What it wrote to stderr, and why it did not end by itself where it did not. */
  readonly stderr: string;
}

const shell = process.platform === "win32";

/** Runs a command, and returns what it printed. */
export function capture(
  command: string,
  args: readonly string[],
  { cwd = root, ...options }: RunOptions = {},
): CommandResult {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    ...options,
    encoding: "utf8",
    shell,
    killSignal: "SIGKILL",
  });
  return {
    status: error === undefined ? (status ?? undefined) : undefined,
    stdout: stdout ?? "",
    stderr: `${stderr ?? ""}${error?.message ?? ""}`,
  };
}

/** Runs a command in the foreground; ends this process with its exit code where that is not 0. */
export function runOrExit(
  command: string,
  args: readonly string[],
  { cwd = root, ...options }: RunOptions = {},
): void {
  const { status, error } = spawnSync(command, args, { cwd, ...options, stdio: "inherit", shell });
  if (error) throw error;
  if (status !== 0) {
    console.error(`failed: ${[command, ...args].join(" ")}`);
    process.exit(status ?? 1);
  }
}
