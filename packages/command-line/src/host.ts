// The process a command runs in, as a value: tests hand in another, and nothing else in this
// package touches `process`.
import process from "node:process";
import type { Readable, Writable } from "node:stream";

import { type Clock, systemClock } from "@holdfast/ports";

import { endProcess } from "./end-process.js";
import { type RawOutput, rawOutput } from "./output/raw-output.js";

/** The signals that ask a command for something. */
export type HostSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGUSR1";

/** What a command needs of its process. */
export interface CommandHost {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Standard error once more, for log lines and errors: written at once or refused, never waited for. */
  readonly errorOutput: RawOutput;
  readonly clock: Clock;
  /** Calls back at each such signal, until the function it returns is called. */
  onSignal(signal: HostSignal, listener: () => void): () => void;
  /** Calls back for each failure that nobody in the program awaited or caught. */
  onStray(listener: (error: unknown) => void): void;
  /** Ends the process with this code once nothing more is to be done. */
  setExitCode(code: number): void;
  /** Ends the process now. */
  exit(code: number): void;
  /** What keeps the process alive, named as Node names it: `TCPSocketWrap`, `Timeout`, … */
  heldBy(): readonly string[];
  /** Calls back after `ms` milliseconds if the process is still alive, without keeping it so. */
  ifStillAlive(ms: number, callback: () => void): void;
}

/** The process we are in. */
export const processHost: CommandHost = {
  get argv() {
    return process.argv.slice(2);
  },
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  errorOutput: rawOutput(2, () => process.stderr),
  clock: systemClock,
  onSignal: (signal, listener) => {
    process.on(signal, listener);
    return () => process.off(signal, listener);
  },
  onStray: (listener) => {
    // A rejection that nobody handles arrives here as well.
    process.on("uncaughtException", listener);
  },
  setExitCode: (code) => {
    process.exitCode = code;
  },
  exit: endProcess,
  heldBy: () => process.getActiveResourcesInfo(),
  ifStillAlive: (ms, callback) => {
    setTimeout(callback, ms).unref();
  },
};
