import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";

import { OneMachineError } from "./errors.js";

/** A command of another package: how its users would start it. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** The one command that a package of this workspace publishes, with `args`. */
export function command(packageName: string, args: readonly string[]): Command {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own package.json files
  const { bin } = createRequire(import.meta.url)(manifest) as { bin: Record<string, string> };
  const [main] = Object.values(bin);
  if (main === undefined) throw new TypeError(`${packageName} has no command`);
  return { file: process.execPath, args: [path.join(path.dirname(manifest), main), ...args] };
}

/**
 * Runs a command to its end and returns what it printed on standard output.
 * @throws OneMachineError ERR_COMMAND_FAILED with what it printed on standard error
 */
export async function runToEnd(
  what: string,
  { file, args }: Command,
  options: { input?: string; signal: AbortSignal },
): Promise<string> {
  const child = spawn(file, args, {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true, // Ctrl-C is for us to pass on, in order
    signal: options.signal,
    killSignal: "SIGTERM",
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => undefined); // it ended without reading: its exit code tells why
  child.stdin.end(options.input ?? "");
  const [status, out, error] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (status !== 0) {
    throw new OneMachineError(
      "ERR_COMMAND_FAILED",
      `${what}: ${error.trim() || `exit code ${status}`}`,
    );
  }
  return out;
}
