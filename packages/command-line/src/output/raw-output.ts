// Standard error as something that is written at once or refuses, and never waits for a reader.
// Node's own streams will not do: after one failed write (a disk that was full for a moment) they are
// destroyed for good, a terminal that is not read stalls the process, and a pipe that is not read
// fills the memory.
import fs from "node:fs";
import process from "node:process";
import type { Writable } from "node:stream";
import tty from "node:tty";

import { codeOf } from "@holdfast/ports";

/** Where bytes go, without waiting. */
export interface RawOutput {
  /**
   * Writes some of the bytes, from the first on. Returns how many: 0 where a reader is slow.
   * @throws the system's error, such as `ENOSPC`, `EIO` or `EPIPE`; a later write may succeed again
   */
  write(bytes: Uint8Array): number;
}

/** How many bytes may wait in a stream that nobody reads, where only a stream will do. */
const maxWaitingBytes = 256 * 1024;

/** This process's open file `fd`; through `stream` where it is a socket, which has no other way. */
export function rawOutput(fd: number, stream: () => Writable): RawOutput {
  let open: RawOutput | undefined;
  return {
    write: (bytes) => {
      open ??= openedAnew(fd, stream);
      return open.write(bytes);
    },
  };
}

function openedAnew(fd: number, stream: () => Writable): RawOutput {
  const kind = fs.fstatSync(fd);
  if (kind.isSocket()) return streamOutput(stream());
  if (!kind.isFIFO() && !tty.isatty(fd)) return fileOutput(fd);
  // The flag belongs to the open file, which others share who count on waiting: ours is our own.
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
  try {
    return fileOutput(
      fs.openSync(`/proc/${process.pid}/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY),
    );
  } catch (error) {
    // Of a pipe without a reader (ENXIO) the next write may find one; what may not be opened never will.
    if (codeOf(error) === "ENXIO") throw error;
    return streamOutput(stream());
  }
}

function fileOutput(fd: number): RawOutput {
  return {
    write: (bytes) => {
      try {
        return fs.writeSync(fd, bytes);
      } catch (error) {
        if (codeOf(error) === "EAGAIN") return 0;
        throw error;
      }
    },
  };
}

function streamOutput(stream: Writable): RawOutput {
  return {
    write: (bytes) => {
      if (stream.errored !== null) throw stream.errored;
      if (stream.writableLength > maxWaitingBytes) return 0;
      stream.write(bytes);
      return bytes.length;
    },
  };
}
