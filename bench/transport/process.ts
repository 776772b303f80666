// A process of the bench: spawned, pinned to a core where the machine lets us, asked over IPC.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import path from "node:path";
import process from "node:process";
import type { Job } from "./jobs.js";

const program = path.join(import.meta.dirname, "worker.js");
const pinning =
  availableParallelism() > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;

/** The core that a process shall have to itself. */
export type Core = 0 | 1;

export function describePinning(): string {
  return pinning
    ? "clients on core 0, servers on core 1"
    : "not pinned (no taskset, or one core): expect noise";
}

export class BenchProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(job: Job, core: Core) {
    const node = [process.execPath, "--expose-gc", program];
    const [command = "", ...args] = pinning ? ["taskset", "-c", String(core), ...node] : node;
    this.#child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#exited = once(this.#child, "exit");
    this.#child.send(job);
  }

  /** The next thing that it says; rejects where it ends first. */
  async next<T>(): Promise<T> {
    const said = once(this.#child, "message");
    const ended = this.#exited.then(() => {
      throw new Error("a process of the bench has ended early");
    });
    const [message] = await Promise.race([said, ended]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are this bench's
    return message as T;
  }

  /** Asks for what it has in memory, KiB. */
  resident(): Promise<number> {
    this.#child.send({ kind: "resident" } satisfies Job);
    return this.next<number>();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect();
    await this.#exited;
  }
}

/** Runs a job that ends by itself, for its one answer. */
export async function run<T>(job: Job): Promise<T> {
  await using worker = new BenchProcess(job, 0);
  return await worker.next<T>();
}
