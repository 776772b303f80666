// The program as a person starts it: the built program, as a process, watched through what it prints.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import process from "node:process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** A line that is waited for did not come before the process ended. */
export class NeverPrintedError extends Error {}

/** One run of `npm start`, without npm. */
export class RunningProgram implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly #ended: Promise<number | null>;
  #over = false;

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) throw new TypeError("not piped");
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        this.#wake();
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code) => {
        this.#over = true;
        this.#wake();
        resolve(code);
      });
    });
  }

  /** The first line at or after `from` that matches; rejects where the program ends without it. */
  async line(pattern: RegExp, from = 0): Promise<{ index: number; match: RegExpExecArray }> {
    for (let index = from; ; index++) {
      while (index >= this.lines.length) {
        if (this.#over) throw new NeverPrintedError(`${pattern} in:\n${this.lines.join("\n")}`);
        // oxlint-disable-next-line no-await-in-loop -- one line after the other
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
      const match = pattern.exec(this.lines[index] ?? "");
      if (match !== null) return { index, match };
    }
  }

  /** Its exit code, once it has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
