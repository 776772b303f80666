// Kills the real agent, or fails it, at each system call of a rotation; then starts it again.
import fs from "node:fs/promises";
import path from "node:path";

import { runAgentProcess } from "./agent-process.js";
import { CANARY, type MadeAgent, type Scene } from "./scene.js";
import { type Injection, readTrace, type SystemCall, traced } from "./strace.js";

const TIMEOUT = 30_000;

/** What became of an agent after one fault. */
export interface Injected {
  readonly at: SystemCall;
  readonly fault: Injection;
  readonly outcome: "went on" | "connected when started again" | "locked out" | "fault not reached";
  /** Where a password was seen, or could be read by others; empty where nowhere. */
  readonly leaks: readonly string[];
  readonly detail: string;
}

/** The faults to be tried, in the order of a rotation's system calls. */
export async function planFaults(scene: Scene): Promise<readonly [SystemCall, Injection][]> {
  const agent = await scene.newAgent();
  const log = path.join(agent.dataDir, "trace");
  await runAgentProcess(traced(log, watched(agent)), agent.dataDir, agent.tag, TIMEOUT);
  const calls = await readTrace(log);
  return calls.flatMap((call) =>
    faultsOf(call).map((fault): [SystemCall, Injection] => [call, fault]),
  );
}

/** Closing what was only read does nothing that could be cut short; all else is killed and failed. */
function faultsOf({ call, file }: SystemCall): readonly Injection[] {
  const written = file.endsWith(".holdfast-new");
  if (call === "close") return written ? ["SIGKILL", "EIO"] : [];
  if (call === "openat") return written ? ["SIGKILL", "EIO", "ENOSPC"] : ["SIGKILL", "EIO"];
  return ["SIGKILL", "EIO", "ENOSPC"];
}

/** Tries one fault on an agent of its own. */
export async function injectFault(
  scene: Scene,
  at: SystemCall,
  fault: Injection,
): Promise<Injected> {
  const agent = await scene.newAgent();
  const log = path.join(agent.dataDir, "trace");
  const prefix = traced(log, watched(agent), [at, fault]);
  const first = await runAgentProcess(prefix, agent.dataDir, agent.tag, TIMEOUT);
  const leaks = await leaksOf(agent, first.output, first.commandLine);
  const reached = /INJECTED|killed by SIGKILL/.test(await fs.readFile(log, "utf8"));
  const result = { at, fault, detail: last(first.output) };
  if (!reached) return { ...result, leaks, outcome: "fault not reached" };
  if (first.ending === "connected") return { ...result, leaks, outcome: "went on" };
  const second = await runAgentProcess([], agent.dataDir, agent.tag, TIMEOUT);
  const outcome = second.ending === "connected" ? "connected when started again" : "locked out";
  const all = [...leaks, ...(await leaksOf(agent, second.output, second.commandLine))];
  return { at, fault, outcome, leaks: all, detail: last(second.output) };
}

function watched({ paths }: MadeAgent): readonly string[] {
  const staged = [paths.conf, paths.lastGood].map((file) => `${file}.holdfast-new`);
  return [paths.conf, paths.lastGood, ...staged, paths.folder];
}

async function leaksOf(agent: MadeAgent, output: string, commandLine: string): Promise<string[]> {
  const secrets = [CANARY, ...(await passwordsOf(agent))];
  const leaks: string[] = [];
  if (secrets.some((secret) => output.includes(secret))) leaks.push("the log");
  if (secrets.some((secret) => commandLine.includes(secret))) leaks.push("the command line");
  for (const name of await fs.readdir(agent.paths.folder)) {
    const file = path.join(agent.paths.folder, name);
    const stats = await fs.stat(file);
    if (!stats.isFile() || (stats.mode & 0o777) === 0o600) continue;
    const text = await fs.readFile(file, "latin1");
    if (secrets.some((secret) => text.includes(secret)))
      leaks.push(`${name}, which others can read`);
  }
  return leaks;
}

async function passwordsOf({ paths }: MadeAgent): Promise<string[]> {
  const text = await fs.readFile(paths.conf, "utf8");
  return [...text.matchAll(/^(?:api|old)password: '?([^'\n]{8,})'?$/gm)].map(
    ([, secret = ""]) => secret,
  );
}

function last(output: string): string {
  return output.trimEnd().split("\n").slice(-3).join("\n");
}
