import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";

import { onTestFinished } from "vitest";

const root = path.join(import.meta.dirname, "../../../..");

const words = [
  "--conditions=@holdfast/source",
  "--disable-warning=ExperimentalWarning",
  "--import",
  path.join(root, "tools/repo/src/resolve-sources.ts"),
  path.join(import.meta.dirname, "../../src/main.ts"),
];

const killer = path.join(import.meta.dirname, "kill-at.ts");

/** The controller program as a real process, from its source, with what it has said so far. */
export class Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #end: Promise<number | NodeJS.Signals | null>;
  out = "";
  err = "";

  /**
   * @param killAt - the step, as kill-at.ts counts them, before which it is killed
   * @param env - of the process, beside its `PATH`
   */
  constructor(
    args: readonly string[],
    input = "",
    killAt?: number,
    env: Readonly<Record<string, string>> = {},
  ) {
    const killed = killAt === undefined ? [] : ["--import", killer];
    this.child = spawn(process.execPath, [...killed, ...words, ...args], {
      env: {
        PATH: process.env["PATH"],
        ...env,
        ...(killAt === undefined ? {} : { KILL_AT: `${killAt}` }),
      },
    });
    this.child.stdin.end(input);
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (this.out += text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => (this.err += text));
    this.#end = new Promise((resolve) => {
      this.child.once("close", (code, signal) => resolve(code ?? signal));
    });
    onTestFinished(async () => {
      this.child.kill("SIGKILL");
      await this.#end;
    });
  }

  /** Waits until it has said this on standard output, or has ended without. */
  says(text: string): Promise<void> {
    return this.#has("stdout", text);
  }

  /** The same of standard error. */
  logs(text: string): Promise<void> {
    return this.#has("stderr", text);
  }

  async #has(stream: "stdout" | "stderr", text: string): Promise<void> {
    while (!(stream === "stdout" ? this.out : this.err).includes(text)) {
      const [chunk] = await Promise.race([once(this.child[stream], "data"), this.#ended()]);
      if (chunk === undefined) throw new Error(`ended without "${text}": ${this.err}`);
    }
  }

  async #ended(): Promise<[undefined]> {
    await this.#end;
    return [undefined];
  }

  /** Waits for its end, and gives its exit code, or the signal that ended it. */
  end(): Promise<number | NodeJS.Signals | null> {
    return this.#end;
  }
}
