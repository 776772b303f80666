// A server that ends with whoever started it, also where that was killed: a shell beside it holds the other
// end of a pipe, and takes the server and its folder away when the pipe ends.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";

import type { Account } from "./account.js";

const SUPERVISOR = `
exec 3<&0
folder=$1; shift
"$@" </dev/null 3<&- & server=$!
( while read -r line <&3; do :; done
  trap '' TERM
  kill -9 $server
  while kill -0 $server; do sleep 0.05; done
  rm -rf "$folder" ) 2>/dev/null & beside=$!
echo $server
wait $server; code=$?
kill $beside
exit $code
`;

export interface SupervisedRun {
  readonly command: readonly string[];
  /** Taken away where whoever started it ends without having stopped it. */
  readonly folder: string;
  readonly account: Account | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Its standard error. */
  readonly log: string;
}

/** A running server process. */
export interface Supervised {
  readonly pid: number;
  readonly ended: Promise<unknown>;
}

/** Starts it; rejects where the shell cannot. */
export async function supervise(run: SupervisedRun): Promise<Supervised> {
  const { command, folder, account, env } = run;
  const log = fs.openSync(run.log, "a");
  const shell = spawn("/bin/sh", ["-c", SUPERVISOR, "supervisor", folder, ...command], {
    // A group of its own: a signal to the tests' group is not to keep it from its work.
    detached: true,
    stdio: ["pipe", "pipe", log],
    cwd: folder,
    env,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  fs.closeSync(log);
  const ended = once(shell, "exit");
  const pid = await firstLine(shell);
  return { pid: Number(pid), ended };
}

async function firstLine(shell: ChildProcess): Promise<string> {
  const { stdout } = shell;
  if (stdout === null) throw new Error("the supervisor has no standard output");
  const [said]: unknown[] = await once(stdout, "data");
  return String(said).trim();
}
