// What the child processes of a strategy write where a person could read it: by the streams that they
// inherit, or to a file that was opened for them. What they write to a pipe is for the strategy alone.
//
// An inherited stream is replaced by a file that has no name any more. It needs nothing of the event loop,
// so it serves `spawnSync` as well, and whoever started the child finds it as it would be: `stdout: null`.
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { placeOf } from "./written-place.js";

/** Something that was written, and where to. */
export interface Written {
  readonly where: string;
  readonly text: string;
}

/** A file that a child writes to: our own in place of a stream, or the strategy's. */
type Sink =
  | { readonly kind: "stream"; readonly descriptor: number; readonly stream: 1 | 2 }
  | { readonly kind: "file"; readonly file: string; readonly from: number };

export class ChildOutput implements Disposable {
  readonly #sinks: Sink[] = [];
  readonly #commands: Written[] = [];

  /**
   * A child is about to be started.
   *
   * @param command - its arguments, which every user of the machine may read
   * @returns the `stdio` to start it with
   */
  starting(command: readonly unknown[], stdio: unknown): unknown {
    this.#commands.push({
      where: "the command line of a child process",
      text: command.map(String).join(" "),
    });
    if (stdio !== "inherit" && !Array.isArray(stdio)) return stdio;
    const entries: readonly unknown[] =
      stdio === "inherit" ? ["inherit", "inherit", "inherit"] : stdio;
    return entries.map((entry, index) => this.#taken(entry, index));
  }

  /** Everything that was written until now. */
  read(): readonly Written[] {
    return [...this.#commands, ...this.#sinks.map(writtenTo)];
  }

  /** Passes on what was held back. A child that still runs keeps its file, and is not heard any more. */
  [Symbol.dispose](): void {
    for (const sink of this.#sinks.splice(0)) {
      if (sink.kind === "file") continue;
      const stream = sink.stream === 1 ? process.stdout : process.stderr;
      const { text } = writtenTo(sink);
      if (text !== "") stream.write(text);
      fs.closeSync(sink.descriptor);
    }
  }

  #taken(entry: unknown, index: number): unknown {
    const descriptor = descriptorOf(entry, index);
    if (index === 0 || descriptor === undefined) return entry;
    if (descriptor === 1 || descriptor === 2) {
      const own = unnamedFile();
      this.#sinks.push({ kind: "stream", descriptor: own, stream: descriptor });
      return own;
    }
    const file = placeOf(descriptor);
    // A pipe or a socket has a number of its own, and no path; what is no file has no end to begin at.
    if (path.isAbsolute(file) && fs.fstatSync(descriptor).isFile()) {
      this.#sinks.push({ kind: "file", file, from: fs.fstatSync(descriptor).size });
    }
    return entry;
  }
}

/** The process's own descriptor that a child is given in that place; undefined for a pipe, or nothing. */
function descriptorOf(entry: unknown, index: number): number | undefined {
  if (entry === "inherit") return index;
  const number = typeof entry === "object" && entry !== null && "fd" in entry ? entry.fd : entry;
  return typeof number === "number" ? number : undefined;
}

/** Open for reading and appending, and gone with the last who has it open. */
function unnamedFile(): number {
  const file = path.join(os.tmpdir(), `holdfast-testkit-child-${randomUUID()}`);
  const descriptor = fs.openSync(file, "a+", 0o600);
  fs.rmSync(file);
  return descriptor;
}

function writtenTo(sink: Sink): Written {
  if (sink.kind === "file") {
    const bytes = fs.existsSync(sink.file) ? fs.readFileSync(sink.file) : Buffer.alloc(0);
    return { where: sink.file, text: bytes.subarray(sink.from).toString() };
  }
  const bytes = Buffer.alloc(fs.fstatSync(sink.descriptor).size);
  fs.readSync(sink.descriptor, bytes, 0, bytes.length, 0);
  const stream = sink.stream === 1 ? "standard output" : "standard error";
  return { where: `the ${stream} of a child process`, text: bytes.toString() };
}
