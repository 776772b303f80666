// strace, as far as the proof needs it: which system calls a process makes on certain files, and the
// n-th of one kind made to fail or to kill.
import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";

const CALLS = "openat,write,pwrite64,fsync,fdatasync,close,rename,renameat2,unlink,unlinkat";

/** The n-th call of its kind on one of the files, counted from 1. */
export interface SystemCall {
  readonly call: string;
  readonly nth: number;
  /** The file's name, without its folder. */
  readonly file: string;
}

export type Injection = "SIGKILL" | "EIO" | "ENOSPC";

/** Why there is no strace here; undefined where there is one that may trace. */
export function whyNoStrace(): string | undefined {
  const tried = spawnSync("strace", ["-qq", "-e", "trace=none", "true"]);
  if (tried.error !== undefined) return "strace is not installed (apt-get install strace)";
  return tried.status === 0 ? undefined : "strace may not trace here";
}

/** The command that traces calls on those files, and writes them to `log`. */
export function traced(
  log: string,
  files: readonly string[],
  inject?: [SystemCall, Injection],
): string[] {
  const command = ["strace", "-f", "-qq", "-y", "-o", log, "-e", `trace=${CALLS}`];
  for (const file of files) command.push("-P", file);
  if (inject === undefined) return command;
  const [{ call, nth }, what] = inject;
  const fault = what === "SIGKILL" ? "signal=KILL" : `error=${what}`;
  return [...command, "-e", `inject=${call}:${fault}:when=${nth}`];
}

/** Reads back what was traced, in the order in which it happened. */
export async function readTrace(log: string): Promise<readonly SystemCall[]> {
  const counts = new Map<string, number>();
  const calls: SystemCall[] = [];
  for (const line of (await fs.readFile(log, "utf8")).split("\n")) {
    const call = /^\d+ +(\w+)\(/.exec(line)?.[1];
    const file = fileIn(line);
    if (call === undefined || file === undefined) continue;
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    calls.push({ call, nth, file });
  }
  return calls;
}

/** The last path named: what a call opens, or renames to. */
function fileIn(line: string): string | undefined {
  const [, args = ""] = /\((.*)\) += /.exec(line) ?? [];
  const paths = [...args.matchAll(/"([^"]*\/[^"]*)"/g)].map(([, path]) => path);
  const opened = /^\d+<([^>]*)>/.exec(args)?.[1];
  return (paths.at(-1) ?? opened)?.split("/").at(-1);
}
