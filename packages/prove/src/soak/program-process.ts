// One of our programs as a process, which may be killed, frozen and asked what it holds.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import readline from "node:readline";

/** A program that runs until it is ended. */
export class SoakProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #waiting = new Set<(line: string) => void>();
  /** What it said last. */
  readonly #last: string[] = [];

  constructor(main: string, args: readonly string[]) {
    const child = spawn(process.execPath, [main, ...args, "--log-format", "json"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    this.#ended = once(child, "close");
    readline.createInterface({ input: child.stderr }).on("line", (line) => {
      this.#last.push(line);
      if (this.#last.length > 200) this.#last.shift();
      for (const hear of this.#waiting) hear(line);
    });
  }

  /** Fulfilled at once where one of its last lines has this text in it, else as by {@link says}. */
  async hasSaid(text: string): Promise<void> {
    if (!this.#last.some((line) => line.includes(text))) await this.says(text);
  }

  /** Fulfilled by the next line that has this text in it; rejected where it ends without. */
  async says(text: string): Promise<void> {
    const heard = Promise.withResolvers<void>();
    const hear = (line: string): void => {
      if (line.includes(text)) heard.resolve();
    };
    this.#waiting.add(hear);
    const ended = this.#ended.then(() => {
      throw new Error(
        `a process ended without saying "${text}": ${this.#last.slice(-5).join("\n")}`,
      );
    });
    try {
      await Promise.race([heard.promise, ended]);
    } finally {
      this.#waiting.delete(hear);
      ended.catch(() => undefined);
    }
  }

  /** The last line, of the latest, that has all of these texts in it. */
  last(...texts: readonly string[]): string | undefined {
    return this.#last.findLast((line) => texts.every((text) => line.includes(text)));
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it; its exit code, null after a kill. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    this.#child.kill(signal);
    if (signal === "SIGKILL") this.#child.kill("SIGCONT");
    await this.#ended;
    return this.#child.exitCode;
  }

  /** How many files and sockets it has open, and KB of memory; undefined where /proc does not tell. */
  holds(): { readonly descriptors: number; readonly residentKb: number } | undefined {
    try {
      const descriptors = fs.readdirSync(`/proc/${this.#child.pid}/fd`).length;
      const status = fs.readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      return { descriptors, residentKb: Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) };
    } catch {
      return undefined;
    }
  }
}
