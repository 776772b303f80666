// A unix socket that nobody but its owner can reach, at no instant (CVE-2024-8038 was a socket that
// any local user could read). It is made in a folder of mode 0700, gets mode 0600 there, and only
// then is moved to its name; the move replaces what a dead process left, in one step. A umask would
// do as well, but it is the whole process's, and other files are written meanwhile.
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import process from "node:process";

import { codeOf, errorFacts } from "@holdfast/ports";

import { IntrospectionError } from "../errors.js";
import { withSocketName } from "./socket-name.js";

const stagingFolder = /^\.i-(\d+)-\d+$/;
let made = 0;

/**
 * Listens on a unix socket of mode 0600. Resolves to what takes its name away again, if it is still
 * ours, for after the server has been closed.
 * @throws {IntrospectionError} `ERR_SOCKET_IN_USE`, `ERR_SOCKET_PATH`, `ERR_SOCKET_FOLDER`
 */
export async function listenPrivately(
  server: net.Server,
  socketPath: string,
): Promise<() => Promise<void>> {
  try {
    await withSocketName(socketPath, (name) => refuseTaken(socketPath, name));
    await removeLeftovers(path.dirname(socketPath));
    return await moveIn(server, socketPath);
  } catch (error) {
    server.close();
    if (error instanceof IntrospectionError) throw error;
    throw new IntrospectionError(
      "ERR_SOCKET_FOLDER",
      `cannot serve reports on ${socketPath}: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

async function moveIn(server: net.Server, socketPath: string): Promise<() => Promise<void>> {
  const folder = path.join(path.dirname(socketPath), `.i-${process.pid}-${++made}`);
  await fs.mkdir(folder, { mode: 0o700 });
  const inside = path.join(folder, "s");
  try {
    await withSocketName(inside, (name) => listen(server, name));
    await fs.chmod(inside, 0o600);
    const { dev, ino } = await fs.lstat(inside);
    await fs.rename(inside, socketPath);
    return () => removeIfSame(socketPath, { dev, ino });
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

function listen(server: net.Server, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function refuseTaken(socketPath: string, name: string): Promise<void> {
  const found = await fs.lstat(socketPath).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) {
    throw new IntrospectionError(
      "ERR_SOCKET_PATH",
      `cannot serve reports on ${socketPath}: something that is no socket has this name; move it away`,
    );
  }
  if (await answers(name)) {
    throw new IntrospectionError(
      "ERR_SOCKET_IN_USE",
      `cannot serve reports on ${socketPath}: another process serves it; stop that one first`,
    );
  }
}

/** Whether somebody listens; only a refusal proves that nobody does. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(socketPath);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", (error) => {
      resolve(codeOf(error) !== "ECONNREFUSED" && codeOf(error) !== "ENOENT");
    });
  });
}

// A process that was killed between making its folder and moving the socket out of it left it there.
async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await fs.readdir(directory)) {
    const pid = Number(stagingFolder.exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    await fs.rm(path.join(directory, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

async function removeIfSame(
  socketPath: string,
  ours: { readonly dev: number; readonly ino: number },
): Promise<void> {
  const found = await fs.lstat(socketPath).catch(() => undefined);
  if (found?.ino === ours.ino && found.dev === ours.dev) await fs.rm(socketPath, { force: true });
}

function reasonOf(error: unknown): string {
  const { code } = errorFacts(error);
  if (code === "ENOENT") return "its folder does not exist; is the data directory right?";
  if (code === "EACCES" || code === "EPERM")
    return "its folder may not be written; run as its owner";
  if (code === "EROFS") return "its file system is read-only";
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EMFILE" || code === "ENFILE") return "no file descriptors are left";
  return `the system says ${code ?? "no more"}`;
}
