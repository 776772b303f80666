// A program of this repository as a process of its own: tests wait for its log lines, never for time.
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

/** One line that the process logged, as `--log-format json` writes it. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** How a process ended, and what it wrote beside its log. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  /** The lines of standard error that are no log lines, and the failure that ended it, as people see it. */
  readonly stderr: string;
}

/** What to run. */
export interface ProgramRun {
  /** The program, as a file URL: `main.js`, or within this repository its source, `main.ts`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Written to its standard input, which then ends. */
  readonly stdin?: string;
  /** Nothing comes on its standard input, which does not end either. */
  readonly waitsForStdin?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const fromSource = [
  "--conditions=@holdfast/source",
  "--experimental-transform-types",
  "--disable-warning=ExperimentalWarning",
  "--import",
  new URL("../../../tools/repo/src/resolve-sources.ts", import.meta.url).href,
];

// Sources are compiled once, not at each start; keyed by their text.
const compileCache = fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url));

/** A running program, killed with `kill -9` at the end of its scope where it still runs. */
export class ProgramProcess implements AsyncDisposable {
  readonly lines: LogLine[] = [];
  readonly ended: Promise<Ended>;
  readonly #said: string[] = [];
  readonly #child: ReturnType<typeof spawn>;
  readonly #waiting = new Set<() => void>();
  #over = false;

  constructor(run: ProgramRun) {
    const { program, args, stdin = "", env = {} } = run;
    const flags = program.endsWith(".ts") ? fromSource : [];
    const child = spawn(process.execPath, [...flags, fileURLToPath(program), ...args], {
      stdio: "pipe",
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compileCache,
        HOLDFAST_LOG_FORMAT: "json",
        ...env,
      },
    });
    this.#child = child;
    child.stdin.on("error", () => undefined); // it may end without reading
    if (run.waitsForStdin !== true) child.stdin.end(stdin);
    this.ended = this.#collect(child.stdout, child.stderr);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The first line, of those already there and those to come, whose message has `text` in it. */
  async waitForLine(text: string, from = 0): Promise<LogLine> {
    for (;;) {
      const line = this.lines.slice(from).find(({ msg }) => msg.includes(text));
      if (line !== undefined) return line;
      if (this.#over) throw new Error(`it ended without saying "${text}":\n${this.transcript()}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Everything it said so far, for people. */
  transcript(): string {
    return [...this.lines.map((line) => JSON.stringify(line)), ...this.#said].join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #collect(stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream): Promise<Ended> {
    const closed = once(this.#child, "close");
    const printed: string[] = [];
    stdout.on("data", (chunk: Buffer) => printed.push(chunk.toString("utf8")));
    readline.createInterface({ input: stderr }).on("line", (line) => {
      const parsed = parse(line);
      if (parsed === undefined) this.#said.push(line);
      else if ("exit" in parsed) this.#said.push(`error ${String(parsed["code"])}: ${parsed.msg}`);
      else this.lines.push(parsed);
      this.#wake();
    });
    await closed;
    const { exitCode: code, signalCode: signal } = this.#child;
    this.#over = true;
    this.#wake();
    return { code, signal, stdout: printed.join(""), stderr: this.#said.join("\n") };
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own logger
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}
