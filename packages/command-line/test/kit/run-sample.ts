import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";

const root = path.join(import.meta.dirname, "../../../..");

/** The words that run the sample program from its source, in a process of its own. */
export const sampleCommand = [
  process.execPath,
  "--conditions=@holdfast/source",
  "--disable-warning=ExperimentalWarning",
  "--import",
  path.join(root, "tools/repo/src/resolve-sources.ts"),
  path.join(import.meta.dirname, "../fixtures/sample.ts"),
] as const;

/** The sample program as a real process, with what it has said so far. */
export class Sample {
  readonly child: ChildProcessWithoutNullStreams;
  out = "";
  err = "";

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const [node, ...words] = sampleCommand;
    this.child = spawn(node, [...words, ...args], { env: { PATH: process.env["PATH"], ...env } });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (this.out += text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.err += text));
  }

  /** Waits until it has said this on standard output. */
  async says(text: string): Promise<void> {
    while (!this.out.includes(text)) await once(this.child.stdout, "data");
  }

  /** Waits for its end, and gives its exit code, or the signal that ended it. */
  end(): Promise<number | NodeJS.Signals | null> {
    return new Promise((resolve) => {
      this.child.once("close", (code, signal) => resolve(code ?? signal));
    });
  }
}
