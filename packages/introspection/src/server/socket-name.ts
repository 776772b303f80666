// A name under which the kernel takes a unix socket. `sun_path` holds 107 bytes and its final NUL;
// a longer path is spelt through its open folder, which Linux offers in /proc. A relative path would
// do as well, but the working folder is the whole process's.
import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";

import { IntrospectionError } from "../errors.js";

const maxPathBytes = 107;

/**
 * Calls `use` with a name for the socket at that path, good until `use` has settled.
 * @throws {IntrospectionError} `ERR_SOCKET_PATH` where there is none
 * @throws the system's error where the folder of a long path cannot be opened
 */
export async function withSocketName<T>(
  socketPath: string,
  use: (name: string) => Promise<T>,
): Promise<T> {
  if (Buffer.byteLength(socketPath) <= maxPathBytes) return use(socketPath);
  if (process.platform !== "linux") throw tooLong(socketPath);
  const { O_DIRECTORY, O_RDONLY } = fs.constants;
  const folder = await fs.open(path.dirname(socketPath), O_RDONLY | O_DIRECTORY);
  try {
    const name = `/proc/self/fd/${folder.fd}/${path.basename(socketPath)}`;
    if (Buffer.byteLength(name) > maxPathBytes) throw tooLong(socketPath);
    return await use(name);
  } finally {
    await folder.close();
  }
}

function tooLong(socketPath: string): IntrospectionError {
  return new IntrospectionError(
    "ERR_SOCKET_PATH",
    `${socketPath} is too long for a socket, whose path may have ${maxPathBytes} bytes here; use a shorter data directory`,
  );
}
