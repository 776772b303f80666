import type { FileLock } from "@holdfast/file-lock";
import { type Clock, sleep } from "@holdfast/ports";

import { AgentConfigError } from "../errors.js";
import { fileError } from "./file-failure.js";
import type { FilePort } from "./file-port.js";

const POLL_INTERVAL = 10;

export interface TakeLockOptions {
  readonly clock: Clock;
  /** How long to wait, in ms. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a task under a lock that other processes hold only for moments.
 * Throws FileError; AgentConfigError `ERR_AGENT_BUSY` after `timeout` ms; the signal's reason.
 */
export async function underLock<T>(
  files: FilePort,
  path: string,
  options: TakeLockOptions,
  task: () => Promise<T>,
): Promise<T> {
  const lock = await takeLock(files, path, options);
  try {
    return await task();
  } finally {
    lock[Symbol.dispose]();
  }
}

async function takeLock(
  files: FilePort,
  path: string,
  { clock, timeout, signal }: TakeLockOptions,
): Promise<FileLock> {
  const end = clock.now() + timeout;
  for (;;) {
    signal.throwIfAborted();
    const lock = tryLock(files, path);
    if (lock !== undefined) return lock;
    if (clock.now() >= end) {
      throw new AgentConfigError(
        `another process has held ${path} for ${timeout} ms: see which one does, and end it`,
        { code: "ERR_AGENT_BUSY" },
      );
    }
    await sleep(POLL_INTERVAL, { clock, signal });
  }
}

/** Takes a lock now or not at all. Throws FileError. */
export function tryLock(files: FilePort, path: string): FileLock | undefined {
  try {
    return files.tryLock(path);
  } catch (error) {
    throw fileError("cannot lock", path, error);
  }
}
