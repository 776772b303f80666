import path from "node:path";

import type { FileLock } from "@holdfast/file-lock";
import type { Tag } from "@holdfast/names";
import { type Logger, silentLogger } from "@holdfast/ports";

import { agentPaths } from "./agent-paths.js";
import { tryLock } from "./disk/change-lock.js";
import { fileError, systemCode } from "./disk/file-failure.js";
import type { FilePort } from "./disk/file-port.js";
import { nodeFiles } from "./disk/node/node-files.js";
import { AgentConfigError, AgentLockedError, FileError, type FileErrorCode } from "./errors.js";

/** The right to be the only process of its name for an agent. Ends with the process at the latest. */
export interface AgentLock extends AsyncDisposable {
  readonly path: string;
}

export interface LockAgentOptions {
  readonly dataDir: string;
  readonly tag: Tag;
  /** What may run once for an agent, e.g. `machine-agent`; other names do not exclude it. */
  readonly name: string;
  /** The disk; the machine's where none is named. */
  readonly files?: FilePort;
  /** Who holds it; this process. */
  readonly pid?: number;
  readonly logger?: Logger;
}

/**
 * Takes an agent's lock, which the kernel releases when this process ends, also by `kill -9`.
 *
 * On a disk that is full or read-only, where there is no lock to be had, it is told in the log and the
 * agent goes on.
 *
 * @throws AgentLockedError naming the holder; AgentConfigError `ERR_AGENT_CONF_MISSING` where the
 *   agent has no folder, `ERR_FILE_…`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mkdir } from "node:fs/promises";
 * import { agentPaths, lockAgent } from "@holdfast/agent-config";
 *
 * const place = { dataDir: "./data", tag: "machine-0" } as const;
 * await mkdir(agentPaths(place.dataDir, place.tag).folder, { recursive: true });
 *
 * const lock = await lockAgent({ ...place, name: "machine-agent" });
 * await assert.rejects(lockAgent({ ...place, name: "machine-agent" }), { code: "ERR_AGENT_LOCKED" });
 * await lock[Symbol.asyncDispose]();
 * const again = await lockAgent({ ...place, name: "machine-agent" });
 * console.log(again.path);
 * await again[Symbol.asyncDispose]();
 * ```
 */
export async function lockAgent(options: LockAgentOptions): Promise<AgentLock> {
  const {
    dataDir,
    tag,
    name,
    files = nodeFiles,
    pid = process.pid,
    logger = silentLogger,
  } = options;
  const { folder } = agentPaths(dataDir, tag);
  const lockPath = path.join(folder, `${name}.lock`);
  const pidPath = path.join(folder, `${name}.pid`);
  await mustExist(files, folder, tag);
  const lock = lockOrGoOn(files, lockPath, logger);
  if (lock === undefined) throw locked(options, await readPid(files, pidPath));
  try {
    await writePid(files, pidPath, pid);
  } catch (error) {
    // Who holds the lock is a help to others; the lock holds without it, as on a full disk.
    logger.warn("cannot write down which process is the agent", { path: pidPath, error });
  }
  return {
    path: lockPath,
    [Symbol.asyncDispose]: () => {
      lock[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

/**
 * A disk that cannot be written has no lock to give: an agent that needs nothing written goes on
 * without, and says so, rather than stay away until somebody comes.
 */
function lockOrGoOn(files: FilePort, lockPath: string, logger: Logger): FileLock | undefined {
  try {
    return tryLock(files, lockPath);
  } catch (error) {
    if (!(error instanceof FileError) || !CANNOT_WRITE.has(error.code)) throw error;
    logger.warn("cannot keep a second process of this agent away: the disk cannot be written", {
      path: lockPath,
      error,
    });
    return { [Symbol.dispose]: () => undefined };
  }
}

const CANNOT_WRITE: ReadonlySet<FileErrorCode> = new Set([
  "ERR_FILE_NO_SPACE",
  "ERR_FILE_READ_ONLY",
]);

async function mustExist(files: FilePort, folder: string, tag: Tag): Promise<void> {
  try {
    await files.list(folder);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw fileError("cannot read", folder, error);
    throw new AgentConfigError(`${tag} has no folder ${folder}: make its configuration with init`, {
      code: "ERR_AGENT_CONF_MISSING",
      cause: error,
    });
  }
}

function locked({ dataDir, tag, name }: LockAgentOptions, pid: number | undefined): Error {
  const holder = pid === undefined ? "another process" : `process ${pid}`;
  return new AgentLockedError(
    `a ${name} for ${tag} is already running on ${dataDir} (${holder}): stop that one first`,
    pid,
  );
}

/** Only ever read where the lock is held, so that one left by a crash does not matter. */
async function readPid(files: FilePort, file: string): Promise<number | undefined> {
  try {
    const pid = Number(new TextDecoder().decode(await files.read(file)));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function writePid(files: FilePort, file: string, pid: number): Promise<void> {
  try {
    if ((await files.stamp(file)) !== undefined) await files.unlink(file);
    const opened = await files.create(file, 0o600);
    try {
      await opened.write(new TextEncoder().encode(`${pid}\n`));
    } finally {
      await opened.close();
    }
  } catch (error) {
    throw fileError("cannot write", file, error);
  }
}
