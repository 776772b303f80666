// The real machine-agent as a process: started, watched until it is connected or gone, ended.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { sleep, systemClock } from "@holdfast/ports";

const MAIN = fileURLToPath(
  new URL("dist/main.js", import.meta.resolve("@holdfast/machine-agent/package.json")),
);

export type Ending = "connected" | "exited" | "neither";

export interface AgentProcess {
  readonly ending: Ending;
  readonly exitCode: number | null;
  /** All that it said, at every level. */
  readonly output: string;
  /** The arguments of all its processes, as anyone on the machine sees them. */
  readonly commandLine: string;
}

/** Runs an agent until it is connected, which its log says, or ends, or `timeout` ms have passed. */
export async function runAgentProcess(
  prefix: readonly string[],
  dataDir: string,
  tag: string,
  timeout: number,
): Promise<AgentProcess> {
  const agent = ["run", "--data-dir", dataDir, "--agent", tag];
  const said = ["--log-format", "json", "--log-level", "debug"];
  const line = [...prefix, process.execPath, MAIN, ...agent, ...said];
  const [command = "", ...args] = line.values();
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    // One thread for files, so that the n-th call is the n-th of the process.
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
    detached: true,
  });
  let output = "";
  const exited = once(child, "exit").then((): Ending => "exited");
  const connected = new Promise<Ending>((resolve) => {
    const hear = (chunk: unknown): void => {
      output += String(chunk);
      if (output.includes('"msg":"api-caller started"')) resolve("connected");
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
  const late = new AbortController();
  const neither = sleep(timeout, { clock: systemClock, signal: late.signal }).then(
    (): Ending => "neither",
  );
  const ending = await Promise.race([exited, connected, neither]);
  late.abort();
  const commandLine = await commandLineOf(child.pid);
  await end(child, exited);
  return { ending, exitCode: child.exitCode, output, commandLine };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    // The tracer and the traced are one group.
    process.kill(-child.pid, "SIGKILL");
  }
  await exited;
}

async function commandLineOf(pid: number | undefined): Promise<string> {
  try {
    return await fs.readFile(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It is gone: there is nothing to be seen of it.
    return "";
  }
}
